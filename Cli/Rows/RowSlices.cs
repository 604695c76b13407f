using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Rows of tensors: parts of one, and several as one.</summary>
internal static class RowSlices
{
    /// <summary>A copy of some rows.</summary>
    public static TensorData Slice(TensorData whole, long first, long count)
    {
        long[] dims = [count, .. whole.Dims.Skip(1)];
        var width = dims.Skip(1).Aggregate(1L, (product, size) => product * size);
        if (whole.Type == ElementType.String) return TensorData.Create(whole.AsSpan<string>().Slice((int)(first * width), (int)(count * width)).ToArray(), dims);
        var rowBytes = width * whole.Type.ByteSize();
        return TensorData.FromBytes(whole.Type, dims, whole.Bytes.Slice(checked((int)(first * rowBytes)), checked((int)(count * rowBytes))));
    }

    /// <summary>The rows of all parts, one after another.</summary>
    /// <exception cref="InputException">Rows of one part have other dims than those of the first.</exception>
    public static TensorData Join(string name, IReadOnlyList<TensorData> parts)
    {
        if (parts.Count == 1) return parts[0];
        var rowDims = parts[0].Dims.Skip(1).ToArray();
        if (parts.FirstOrDefault(part => part.Dims.Count == 0 || !part.Dims.Skip(1).SequenceEqual(rowDims)) is { } other)
            throw new InputException($"Output \"{name}\"", $"rows of one size in all batches, as in {parts[0]}", $"{other}", "Run all rows at once, without --batch, or write to .csv or .json.");
        long[] dims = [parts.Sum(part => part.Dims[0]), .. rowDims];
        if (parts[0].Type == ElementType.String) return TensorData.Create(parts.SelectMany(part => part.AsSpan<string>().ToArray()).ToArray(), dims);
        var bytes = new byte[parts.Sum(part => (long)part.Bytes.Length)];
        var offset = 0;
        foreach (var part in parts)
        {
            part.Bytes.CopyTo(bytes.AsSpan(offset));
            offset += part.Bytes.Length;
        }
        return TensorData.FromBytes(parts[0].Type, dims, bytes);
    }
}
