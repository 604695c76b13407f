using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>A tensor's elements as little-endian bytes in row-major order; a complex number is two, the real part first.</summary>
internal static class TensorBytes
{
    public static byte[] Of(Tensor tensor)
    {
        using var detached = tensor.detach();
        using var host = detached.cpu();
        // a conjugate or a negative may be a mere mark on memory that holds something else
        using var conjugated = host.resolve_conj();
        using var resolved = conjugated.resolve_neg();
        using var parts = TorchTypes.IsComplex(resolved.dtype) ? view_as_real(resolved) : resolved.alias();
        using var dense = parts.contiguous();
        if (dense.numel() == 0) return [];
        return dense.bytes.ToArray();
    }

    public static bool Equal(Tensor a, Tensor b) => Of(a).AsSpan().SequenceEqual(Of(b));
}
