using System.IO.Compression;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Tensors to NumPy's .npy and .npz files and back; the element type stays, and files are written whole or not at all.</summary>
/// <remarks>Numbers, booleans and complex numbers of every byte order and memory order are read; written are the bytes of <c>numpy.save</c> and <c>numpy.savez</c>.
/// Text, dates, fields, Python objects and the unsigned types of 16 bits and more, which TorchSharp lacks, are refused.</remarks>
public static class NumpyFile
{
    // Deflate cannot make less than 1 byte of 1032.
    private const int MostExpansion = 1032;
    private static readonly DateTimeOffset timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads an .npy file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The array on the CPU, row by row, owned by the caller.</returns>
    /// <exception cref="DataException">The file cannot be read, is damaged, or holds a type that TorchSharp lacks.</exception>
    public static Tensor Read(string path) => Open(path, stream => NpyTensor.Read(path, stream, stream.Length));

    /// <summary>Writes a tensor as an .npy file.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="tensor">A tensor on any device, with or without gradients.</param>
    /// <exception cref="DataException">NumPy has no such type.</exception>
    /// <exception cref="BundleException">The file cannot be written.</exception>
    public static void Write(string path, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => NpyTensor.Write(path, stream, tensor));
    }

    /// <summary>Reads all arrays of an .npz file, compressed or not, by name.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The arrays on the CPU, owned by the caller.</returns>
    /// <exception cref="DataException">The file cannot be read, is damaged, or holds something else than arrays of types that TorchSharp has.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadArchive(string path) => Open(path, stream =>
    {
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            foreach (var entry in archive.Entries)
            {
                var where = $"{path}, entry {entry.FullName}";
                if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal) || tensors.ContainsKey(entry.FullName[..^4]))
                    throw new DataException(where, "arrays, NAME.npy, each name once", entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? "a name that came before" : "another file", "Save the arrays with numpy.savez.");
                tensors.Add(entry.FullName[..^4], ReadEntry(where, entry));
            }
            return tensors;
        }
        catch (Exception error)
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            if (error is not InvalidDataException) throw;
            throw new DataException(path, "a zip archive of .npy files", $"a damaged one ({error.Message})", "Copy or save it again.", error);
        }
    });

    /// <summary>Writes tensors as an .npz file, not compressed; the same tensors give the same bytes.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="tensors">Tensors by name, on any device, with or without gradients.</param>
    /// <exception cref="DataException">A name is empty, or NumPy has no such type.</exception>
    /// <exception cref="BundleException">The file cannot be written.</exception>
    public static void WriteArchive(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.ContainsKey("")) throw new DataException(path, "a name for each array", "an empty one", "Name the array.");
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, tensor) in tensors)
            {
                var entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
                entry.LastWriteTime = timestamp;
                entry.ExternalAttributes = 0;
                using var content = entry.Open();
                NpyTensor.Write($"{path}, entry {name}.npy", content, tensor);
            }
        });
    }

    private static Tensor ReadEntry(string where, ZipArchiveEntry entry)
    {
        if (entry.Length / MostExpansion > entry.CompressedLength)
            throw new DataException(where, $"at most {MostExpansion} bytes for each of {entry.CompressedLength}", $"a claim of {entry.Length}", "The archive is damaged; save it again.");
        using var content = new ChecksumStream(entry.Open());
        var tensor = NpyTensor.Read(where, content, entry.Length);
        // Where the stream goes on, the archive lied about its length.
        if (content.Checksum == entry.Crc32 && content.ReadByte() < 0) return tensor;
        tensor.Dispose();
        throw new DataException(where, $"{entry.Length} bytes of checksum {entry.Crc32:X8}", $"{content.Checksum:X8}", "The archive is damaged; copy or save it again.");
    }

    private static T Open<T>(string path, Func<Stream, T> read)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var stream = File.OpenRead(path);
            return read(stream);
        }
        catch (EndOfStreamException error)
        {
            throw new DataException(path, "a whole file", "one that ends before", "The file is damaged; copy or save it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, "a file that can be read", $"a refusal ({error.Message})", "Correct the path or its permissions.", error);
        }
    }
}
