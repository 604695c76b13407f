namespace OnnxForge.Inference;

/// <summary>NumPy's .npy files: one array each. Numbers, booleans and text of every version, byte order and memory order are read;
/// version 1.0, little endian, row-major is written (2.0 where the header is too long for 1.0), the same bytes as numpy.save.</summary>
public static class NpyFile
{
    /// <summary>Reads the one array of a file.</summary>
    /// <exception cref="NpyFormatException">The file is damaged, has more than one array, or holds Python objects, fields, complex numbers or dates.</exception>
    /// <exception cref="InferenceException">The file is missing or not readable.</exception>
    public static TensorData Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var where = $"File '{path}'";
        return FileAccessGuard.Read(path, stream => ReadAll(where, stream));
    }

    /// <summary>Reads the next array of a stream and leaves the stream open, behind the array where it can seek.</summary>
    /// <exception cref="NpyFormatException">The data is damaged, or holds Python objects, fields, complex numbers or dates.</exception>
    public static TensorData Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return NpyReader.Read("NumPy stream", stream);
    }

    /// <summary>Writes a tensor to a file, which appears or is replaced only when it is whole.</summary>
    /// <exception cref="NpyFormatException">The tensor is bfloat16, or a text has half a surrogate pair or ends in a zero character.</exception>
    /// <exception cref="InferenceException">The path cannot be written.</exception>
    public static void Write(string path, TensorData tensor)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensor);
        var header = NpyWriter.Prepare($"File '{path}'", tensor);
        FileAccessGuard.Write(path, stream => NpyWriter.Write(stream, tensor, header));
    }

    /// <summary>Writes a tensor to a stream and leaves the stream open.</summary>
    /// <exception cref="NpyFormatException">The tensor is bfloat16, or a text has half a surrogate pair or ends in a zero character; nothing is written then.</exception>
    public static void Write(Stream stream, TensorData tensor)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensor);
        NpyWriter.Write(stream, tensor, NpyWriter.Prepare("NumPy stream", tensor));
    }

    internal static TensorData ReadAll(string where, Stream stream)
    {
        var tensor = NpyReader.Read(where, stream);
        return stream.Position == stream.Length
            ? tensor
            : throw new NpyFormatException(where, "one array", $"{stream.Length - stream.Position} bytes after it", "Save each array to a file of its own, or read them one by one from a stream");
    }
}
