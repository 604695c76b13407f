using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Reads a bundle's files, trusting nothing: sizes before memory, hashes before use.</summary>
internal sealed class BundleReader : IDisposable
{
    private readonly string path;
    private readonly Stream stream;
    private readonly IReadOnlyDictionary<string, StoredFile> files;

    /// <summary>Opens a bundle and reads its manifest.</summary>
    /// <param name="path">The bundle's name in messages.</param>
    /// <param name="stream">The bundle, a stream that seeks; the reader owns it.</param>
    /// <exception cref="BundleException">It is not a bundle.</exception>
    public BundleReader(string path, Stream stream)
    {
        this.path = path;
        this.stream = stream;
        files = StoredZip.Read(stream, path, [.. BundleFormat.Required, .. BundleFormat.Optional]).ToDictionary(file => file.Name);
        if (BundleFormat.Required.Except(files.Keys).Any())
        {
            throw Bad(path, $"the entries {string.Join(", ", BundleFormat.Required)}, and of {string.Join(", ", BundleFormat.Optional)} what a checkpoint has",
                files.Count == 0 ? "none" : string.Join(", ", files.Keys));
        }
        var where = $"{path}, {BundleFormat.ManifestName}";
        Manifest = BundleFormat.ParseManifest(BundleFormat.FromBytes(Hashed(BundleFormat.ManifestName, ReadAll(BundleFormat.ManifestName, BundleFormat.LongestManifest)), where), where);
        var (listed, held) = (Names(Manifest.Entries.Select(entry => entry.Name)), Names(files.Keys.Where(name => name != BundleFormat.ManifestName)));
        if (listed != held) throw Bad(where, $"the bundle's entries, {held}", listed.Length == 0 ? "none" : listed);
    }

    public BundleManifest Manifest { get; }

    /// <summary>Whether the bundle has an entry.</summary>
    public bool Has(string name) => files.ContainsKey(name);

    /// <summary>An entry's size in bytes.</summary>
    public long SizeOf(string name) => files[name].Length;

    /// <summary>An entry that is a JSON object.</summary>
    /// <exception cref="BundleException">It is not what was written.</exception>
    public JsonObject ReadJson(string name) => BundleFormat.FromBytes(Hashed(name, ReadAll(name, BundleFormat.LongestJson)), $"{path}, {name}");

    /// <summary>An entry of named tensors.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="place">The tensors to read into, by name, once it is known what the entry holds; default new ones, owned by the caller. Tensors that were placed hold anything when
    /// reading fails.</param>
    /// <param name="passed">Is told how many bytes were read since it was told before; default nobody.</param>
    /// <exception cref="BundleException">They are not what was written.</exception>
    public IReadOnlyDictionary<string, Tensor> ReadTensors(string name, Func<IReadOnlyList<SafeTensorsEntry>, IReadOnlyDictionary<string, Tensor>>? place = null, Action<long>? passed = null)
    {
        IReadOnlyDictionary<string, Tensor>? made = null;
        try
        {
            // SHA-256, which the first bundles have alone, takes longer than all the rest; who asks for it compares the manifests after saving again.
            return Hashed(name, content => made = SafeTensors.Read(content, files[name].Length, $"{path}, {name}", place), passed, strong: Recorded(name)?.XxHash128 is null);
        }
        catch
        {
            if (place is not null || made is null) throw;
            foreach (var tensor in made.Values) tensor.Dispose();
            throw;
        }
    }

    public void Dispose() => stream.Dispose();

    // The whole entry is hashed whatever is read of it: bytes that were changed are reported as such, not by what they happen to parse as.
    private T Hashed<T>(string name, Func<Stream, T> read, Action<long>? passed = null, bool strong = true)
    {
        var file = files[name];
        using var content = new HashingStream(new WindowStream(stream, file.Offset, file.Length), BundleFormat.Pieces(Manifest?.Format ?? BundleFormat.Version), strong, passed);
        try
        {
            var result = read(content);
            Compare(file, content);
            return result;
        }
        catch (BundleException)
        {
            content.CopyTo(Stream.Null);
            Compare(file, content);
            throw;
        }
    }

    private void Compare(StoredFile file, HashingStream content)
    {
        var where = $"{path}, {file.Name}";
        if (content.Length != file.Length) throw Bad(where, $"{file.Length} bytes", $"{content.Length}");
        // The manifest, which holds the hashes of the others, has no other check than the zip's.
        if (Recorded(file.Name) is { } recorded)
        {
            var (kind, expected, received) = content.Strong ? ("SHA-256", recorded.Sha256, content.Sha256) : ("XXH128", recorded.XxHash128!, content.XxHash128);
            if ((content.Length, received) != (recorded.Size, expected)) throw Bad(where, $"{recorded.Size} bytes of {kind} {expected}, as the manifest says", $"{content.Length} bytes of {kind} {received}");
        }
        if (content.Crc32 != file.Crc32) throw Bad(where, $"bytes of CRC-32 {file.Crc32:x8}, as the zip says", $"{content.Crc32:x8}");
    }

    private BundleEntry? Recorded(string name) => Manifest?.Entries.FirstOrDefault(entry => entry.Name == name);

    private Func<Stream, byte[]> ReadAll(string name, long longest)
    {
        var length = files[name].Length;
        if (length > longest) throw Bad($"{path}, {name}", $"at most {longest} bytes", $"{length}");
        return content =>
        {
            var bytes = new byte[length];
            content.ReadExactly(bytes);
            return bytes;
        };
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static BundleException Bad(string where, string expected, string received) => StoredZip.Bad(where, expected, received);
}
