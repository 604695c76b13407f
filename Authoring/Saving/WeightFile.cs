using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Reads named tensors from a file of any format that holds weights; the bytes tell the format, whatever the file's name.</summary>
internal static class WeightFile
{
    private const string Formats = "weights: a .safetensors file, one of PyTorch (.pth, .pt), one of TorchSharp (.dat), or a bundle";

    // What torch.save wrote before version 1.6: a pickle of a number of its own.
    private static readonly byte[] oldTorch = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    /// <summary>The tensors on the CPU, owned by the caller.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyPath">The keys that lead to the state dict in a file of PyTorch.</param>
    /// <param name="progress">Is told how much is read, from 0 to less than 1; may be null.</param>
    /// <exception cref="BundleException">The file cannot be read, is damaged, or holds no weights.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, IReadOnlyList<string> keyPath, IProgress<double>? progress = null) =>
        Open(path, stream => Read(stream, keyPath, path, progress));

    /// <summary>Whether a file is a zip: a file of PyTorch, or a bundle.</summary>
    /// <exception cref="BundleException">The file cannot be read.</exception>
    public static bool IsArchive(string path) => Open(path, IsArchive);

    /// <summary>Whether a file is a bundle, going by the names of its entries.</summary>
    /// <exception cref="BundleException">The file cannot be read, or is a damaged zip.</exception>
    public static bool IsBundle(string path) => Open(path, stream => IsArchive(stream) && new TorchZip(stream, path).Entries.ContainsKey(BundleFormat.ManifestName));

    private static bool IsArchive(FileStream stream)
    {
        var start = new byte[2];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return length == start.Length && start.AsSpan().SequenceEqual("PK"u8);
    }

    private static T Open<T>(string path, Func<FileStream, T> use)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return use(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new BundleException(path, "a file that can be read", $"a refusal ({error.Message})", "Correct the path or its permissions.", error);
        }
    }

    private static IReadOnlyDictionary<string, Tensor> Read(FileStream stream, IReadOnlyList<string> keyPath, string path, IProgress<double>? progress)
    {
        var archive = IsArchive(stream) ? new TorchZip(stream, path) : null;
        if (archive is not null && TorchArchive.Matches(archive)) return TorchArchive.Read(archive, keyPath, path, progress);
        if (keyPath.Count > 0) throw new BundleException(path, "a file of PyTorch, as a KeyPath is given", "one of another format", "Leave the KeyPath out.");
        stream.Position = 0;
        if (archive is not null)
        {
            using var bundle = new BundleReader(path, stream);
            return bundle.ReadTensors(BundleFormat.WeightsName, passed: new PassedBytes(progress, bundle.SizeOf(BundleFormat.WeightsName)).Add);
        }
        var start = new byte[16];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (start.AsSpan().StartsWith(oldTorch))
            throw new BundleException(path, Formats, "a file of PyTorch before 1.6", "Save it again in Python: torch.save(torch.load(path, map_location=\"cpu\"), path).");
        using var content = new ProgressStream(stream, new PassedBytes(progress, stream.Length).Add);
        // A safetensors file begins with its header's length, 100 million at most, and the header's brace.
        if (length > 8 && start[8] == '{' && start[4] == 0) return SafeTensors.Read(content, stream.Length, path);
        try
        {
            return DatFile.Read(content, path);
        }
        catch (BundleException error) when (!Path.GetExtension(path).Equals(".dat", StringComparison.OrdinalIgnoreCase))
        {
            throw new BundleException(path, Formats, $"a file of {stream.Length} bytes that is none of them", "Check the path; weights in Python are saved with torch.save(model.state_dict(), path).", error);
        }
    }
}
