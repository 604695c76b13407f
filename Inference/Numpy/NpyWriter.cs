namespace OnnxForge.Inference;

/// <summary>Writes arrays as NumPy does, byte for byte.</summary>
internal static class NpyWriter
{
    private const int Chunk = 1 << 20;

    /// <summary>All that can be wrong with a tensor is found here, before a byte is written.</summary>
    public static NpyHeader Prepare(string where, TensorData tensor)
    {
        if (tensor.Type == ElementType.BFloat16)
        {
            throw new NpyFormatException(where, "an element type that NumPy has", $"{tensor}", "Convert to float32, which holds every bfloat16 exactly");
        }

        return new NpyHeader(NpyType.Descr(tensor.Type) ?? $"<U{NpyText.Width(where, tensor.AsSpan<string>())}", false, tensor.Shape.ToArray());
    }

    public static void Write(Stream stream, TensorData tensor, NpyHeader header)
    {
        header.Write(stream);
        WriteElements(stream, tensor, header);
    }

    public static void WriteElements(Stream stream, TensorData tensor, NpyHeader header)
    {
        if (tensor.Type == ElementType.String)
        {
            NpyText.Write(stream, tensor.AsSpan<string>(), header.TextWidth);
            return;
        }

        var length = tensor.Count * tensor.Type.ByteSize();
        for (var offset = 0L; offset < length; offset += Chunk)
        {
            stream.Write(tensor.MutableBytes(offset, (int)Math.Min(Chunk, length - offset)));
        }
    }
}
