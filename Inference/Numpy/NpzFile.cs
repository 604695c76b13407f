using System.IO.Compression;

namespace OnnxForge.Inference;

/// <summary>NumPy's .npz files: named arrays in a zip archive. Plain and compressed archives are read; plain ones are written, with fixed time stamps,
/// so that the same tensors give the same bytes.</summary>
public static class NpzFile
{
    private static readonly DateTimeOffset Timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads all arrays of a file by name, in the file's order.</summary>
    /// <exception cref="NpyFormatException">The archive is damaged, an entry is not an .npy file, or a name occurs twice.</exception>
    /// <exception cref="InferenceException">The file is missing or not readable.</exception>
    public static IReadOnlyDictionary<string, TensorData> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FileAccessGuard.Read(path, stream => Read($"File '{path}'", stream));
    }

    /// <summary>Reads all arrays of an archive in a stream, which stays open, by name, in the archive's order.</summary>
    /// <exception cref="NpyFormatException">The archive is damaged, an entry is not an .npy file, or a name occurs twice.</exception>
    public static IReadOnlyDictionary<string, TensorData> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read("NumPy archive", stream);
    }

    /// <summary>Writes named tensors to a file in the order given; the file appears or is replaced only when it is whole.</summary>
    /// <exception cref="NpyFormatException">A name is empty or given twice, or a tensor is one that <see cref="NpyFile"/> cannot write.</exception>
    /// <exception cref="InferenceException">The path cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, TensorData>> tensors)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensors);
        var prepared = Prepare($"File '{path}'", tensors);
        FileAccessGuard.Write(path, stream => Write(stream, prepared));
    }

    /// <summary>Writes named tensors to a stream, which stays open, in the order given.</summary>
    /// <exception cref="NpyFormatException">A name is empty or given twice, or a tensor is one that <see cref="NpyFile"/> cannot write; nothing is written then.</exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, TensorData>> tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        Write(stream, Prepare("NumPy archive", tensors));
    }

    /// <summary>Writes arrays that are .npy files by themselves, such as <see cref="NpyRowWriter"/> makes, to a stream, which stays open, in the order given.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="arrays">The whole content of each .npy file, from where its stream starts.</param>
    /// <exception cref="NpyFormatException">A name is empty or given twice; nothing is written then.</exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Stream>> arrays)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(arrays);
        List<KeyValuePair<string, Stream>> all = [.. arrays];
        CheckNames("NumPy archive", all.Select(array => array.Key));
        Write(stream, all.Select(array => (array.Key, (Action<Stream>)(content =>
        {
            array.Value.Position = 0;
            array.Value.CopyTo(content);
        }))));
    }

    /// <summary>The names of a file's arrays, in the file's order; <see cref="NpyRowReader"/> reads one of them in parts.</summary>
    /// <exception cref="NpyFormatException">The archive is damaged, an entry is not an .npy file, or a name occurs twice.</exception>
    /// <exception cref="InferenceException">The file is missing or not readable.</exception>
    public static IReadOnlyList<string> Names(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var where = $"File '{path}'";
        return FileAccessGuard.Read(path, stream => Open(where, stream, archive => Entries(where, archive).Select(entry => entry.Name).ToList()));
    }

    /// <summary>The content of an array in an archive, and the archive, which is the caller's to close.</summary>
    internal static (NpzEntryStream Content, ZipArchive Archive) Open(string where, FileStream stream, string name) => Open(where, stream, archive =>
    {
        var entries = Entries(where, archive);
        var entry = entries.FirstOrDefault(entry => entry.Name == name).Entry
            ?? throw new NpyFormatException(where, $"an array '{name}'", entries.Count == 0 ? "none" : string.Join(", ", entries.Select(entry => entry.Name)), "Give the name of an array in the archive");
        return (new NpzEntryStream($"{where}, entry '{entry.FullName}'", entry), archive);
    }, keepOpen: true);

    private static T Open<T>(string where, Stream stream, Func<ZipArchive, T> read, bool keepOpen = false)
    {
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var result = read(archive);
            archive = keepOpen ? null : archive;
            return result;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            // An older .NET tells of a damaged directory by IOException.
            throw new NpyFormatException(where, "a zip archive of .npy files", error.Message.TrimEnd('.'), "The file is damaged or no .npz file: copy or save it again", error);
        }
        finally
        {
            archive?.Dispose();
        }
    }

    private static List<(string Name, ZipArchiveEntry Entry)> Entries(string where, ZipArchive archive)
    {
        var entries = new List<(string Name, ZipArchiveEntry Entry)>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            var entryWhere = $"{where}, entry '{entry.FullName}'";
            if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
            {
                throw new NpyFormatException(entryWhere, "a name that ends in .npy", "another file", "Save the arrays with numpy.savez");
            }

            if (!known.Add(entry.FullName))
            {
                throw new NpyFormatException(entryWhere, "each name once", "the name again", "Save the arrays under different names");
            }

            entries.Add((entry.FullName[..^4], entry));
        }

        return entries;
    }

    private static Dictionary<string, TensorData> Read(string where, Stream stream) => Open(where, stream, archive =>
        Entries(where, archive).ToDictionary(entry => entry.Name, entry => ReadWhole($"{where}, entry '{entry.Entry.FullName}'", entry.Entry), StringComparer.Ordinal));

    private static TensorData ReadWhole(string where, ZipArchiveEntry entry)
    {
        // The size is what the archive claims, so memory grows with what is really there.
        var content = new MemoryStream();
        using (var stream = new NpzEntryStream(where, entry))
        {
            var chunk = new byte[1 << 16];
            for (int read; (read = stream.Read(chunk)) > 0;)
            {
                if (content.Length + read > Array.MaxLength)
                {
                    throw new NpyFormatException(where, $"{Array.MaxLength} bytes at most", "more", "Read the array in parts, or save it as an .npy file");
                }

                content.Write(chunk, 0, read);
            }
        }

        content.Position = 0;
        return NpyFile.ReadAll(where, content);
    }

    private static List<(string Name, Action<Stream> Write)> Prepare(string where, IEnumerable<KeyValuePair<string, TensorData>> tensors)
    {
        List<KeyValuePair<string, TensorData>> all = [.. tensors];
        CheckNames(where, all.Select(array => array.Key));
        var prepared = new List<(string Name, Action<Stream> Write)>();
        foreach (var (name, tensor) in all)
        {
            ArgumentNullException.ThrowIfNull(tensor, name);
            var header = NpyWriter.Prepare($"{where}, entry '{name}.npy'", tensor);
            prepared.Add((name, content => NpyWriter.Write(content, tensor, header)));
        }

        return prepared;
    }

    private static void CheckNames(string where, IEnumerable<string> names)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (string.IsNullOrEmpty(name) || !known.Add(name))
            {
                throw new NpyFormatException(where, "a different name for each tensor", string.IsNullOrEmpty(name) ? "an empty name" : $"'{name}' twice", "Rename the tensor");
            }
        }
    }

    private static void Write(Stream stream, IEnumerable<(string Name, Action<Stream> Write)> arrays)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, write) in arrays)
        {
            var entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
            entry.LastWriteTime = Timestamp;
            entry.ExternalAttributes = 0;
            using var content = entry.Open();
            write(content);
        }
    }
}
