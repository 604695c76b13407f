using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Parts of tensors.</summary>
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
}
