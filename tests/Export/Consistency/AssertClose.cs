using OnnxForge.Export;
using OnnxForge.Inference;

namespace OnnxForge.Tests.Export;

/// <summary>The comparison of torch.testing.assert_close with its default tolerances: the same shape and element type, |received - expected| at most absolute + relative * |expected|, NaN equal to NaN.</summary>
internal static class AssertClose
{
    /// <summary>What differs, in the words of an error; null when the tensors are close.</summary>
    public static string? Difference(TensorData expected, TensorData received)
    {
        if (expected.Type != received.Type || !expected.Dims.SequenceEqual(received.Dims)) return $"expected {expected}; received {received}";
        if (Tolerance(expected.Type) is not { } tolerance)
            return expected.Bytes.SequenceEqual(received.Bytes) ? null : First(expected, received, (e, r) => e.Equals(r)) ?? "other integers, beyond 2^53";
        return First(expected, received, (e, r) => e.Equals(r) || Math.Abs(r - e) <= tolerance.Absolute + tolerance.Relative * Math.Abs(e) && double.IsFinite(e));
    }

    private static (double Relative, double Absolute)? Tolerance(ElementType type) => type switch
    {
        ElementType.Float32 => (1.3e-6, 1e-5),
        ElementType.Float64 => (1e-7, 1e-7),
        ElementType.Float16 => (1e-3, 1e-5),
        ElementType.BFloat16 => (1.6e-2, 1e-5),
        _ => null,
    };

    private static string? First(TensorData expected, TensorData received, Func<double, double, bool> close)
    {
        var (wanted, got) = (TensorNumbers.Of(expected), TensorNumbers.Of(received));
        int differs = Enumerable.Range(0, wanted.Length).FirstOrDefault(i => !close(wanted[i], got[i]), -1);
        return differs < 0 ? null : $"[{differs}] expected {wanted[differs]:R}; received {got[differs]:R}";
    }
}
