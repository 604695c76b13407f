using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>A tensor's elements as little-endian bytes in row-major order.</summary>
internal static class TensorBytes
{
    public static byte[] Of(Tensor tensor)
    {
        using var detached = tensor.detach();
        using var host = detached.cpu();
        using var dense = host.contiguous();
        if (dense.numel() == 0) return [];
        return dense.bytes.ToArray();
    }

    public static bool Equal(Tensor a, Tensor b) => Of(a).AsSpan().SequenceEqual(Of(b));
}
