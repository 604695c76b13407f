using System.IO.Compression;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Reads a bundle's files, trusting nothing: sizes before memory, hashes before use.</summary>
internal sealed class BundleReader : IDisposable
{
    private readonly string path;
    private readonly ZipArchive zip;

    /// <summary>Opens a bundle and reads its manifest.</summary>
    /// <exception cref="BundleException">It is not a bundle.</exception>
    public BundleReader(string path, Stream stream)
    {
        this.path = path;
        zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        var names = zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal).ToArray();
        if (names.Distinct().Count() != names.Length || BundleFormat.Required.Except(names).Any() || names.Except(BundleFormat.Required).Except(BundleFormat.Optional).Any())
        {
            throw Bad(path, $"the entries {string.Join(", ", BundleFormat.Required)}, and of {string.Join(", ", BundleFormat.Optional)} what a checkpoint has",
                names.Length == 0 ? "none" : string.Join(", ", names));
        }
        if (zip.Entries.FirstOrDefault(entry => entry.CompressedLength != entry.Length) is { } packed)
            throw Bad($"{path}, {packed.FullName}", "a stored entry", "a compressed one");
        var where = $"{path}, {BundleFormat.ManifestName}";
        using var content = zip.GetEntry(BundleFormat.ManifestName)!.Open();
        Manifest = BundleFormat.ParseManifest(BundleFormat.FromBytes(ReadAll(content, Length(BundleFormat.ManifestName, BundleFormat.LongestManifest), where), where), where);
    }

    public BundleManifest Manifest { get; }

    /// <summary>Whether the bundle has an entry.</summary>
    public bool Has(string name) => zip.GetEntry(name) is not null;

    /// <summary>An entry that is a JSON object.</summary>
    /// <exception cref="BundleException">It is not what was written.</exception>
    public JsonObject ReadJson(string name)
    {
        var where = $"{path}, {name}";
        var length = Length(name, BundleFormat.LongestJson);
        return BundleFormat.FromBytes(Checked(name, content => ReadAll(content, length, where)), where);
    }

    /// <summary>An entry of named tensors, owned by the caller.</summary>
    /// <exception cref="BundleException">They are not what was written.</exception>
    public IReadOnlyDictionary<string, Tensor> ReadTensors(string name)
    {
        var length = Length(name, long.MaxValue);
        // The hash first: bytes that were changed are reported as such, not by what they happen to parse as.
        Checked(name, content =>
        {
            content.CopyTo(Stream.Null);
            return true;
        });
        using var stream = zip.GetEntry(name)!.Open();
        return SafeTensors.Read(stream, length, $"{path}, {name}");
    }

    public void Dispose() => zip.Dispose();

    private long Length(string name, long longest)
    {
        var length = zip.GetEntry(name)!.Length;
        return length <= longest ? length : throw Bad($"{path}, {name}", $"at most {longest} bytes", $"{length}");
    }

    private T Checked<T>(string name, Func<Stream, T> read)
    {
        var where = $"{path}, {name}";
        var recorded = Manifest.Entries.FirstOrDefault(entry => entry.Name == name) ?? throw Bad(where, "an entry that the manifest lists", "one that it does not");
        using var content = zip.GetEntry(name)!.Open();
        using var hashing = new HashingStream(content);
        var result = read(hashing);
        if (hashing.Length == recorded.Size && hashing.Sha256 == recorded.Sha256) return result;
        throw Bad(where, $"{recorded.Size} bytes of SHA-256 {recorded.Sha256}, as the manifest says", $"{hashing.Length} bytes of SHA-256 {hashing.Sha256}");
    }

    private static byte[] ReadAll(Stream content, long length, string where)
    {
        var bytes = new byte[length];
        var read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : throw Bad(where, $"{length} bytes", $"{read}");
    }

    private static BundleException Bad(string where, string expected, string received) =>
        new(where, expected, received, "The file is damaged or no bundle; save the model again.");
}
