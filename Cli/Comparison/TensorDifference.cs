using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>Two tensors of one name that differ.</summary>
/// <param name="Name">The name.</param>
/// <param name="First">The first one's type and shape.</param>
/// <param name="Second">The second one's.</param>
/// <param name="Elements">How many elements differ; null where type or shape do.</param>
/// <param name="MaxAbsolute">The largest difference, infinite where only one is NaN or infinite; null where there are no numbers to compare.</param>
/// <param name="MaxRelative">The largest difference, divided by the first one's largest magnitude.</param>
internal sealed record TensorDifference(string Name, string First, string Second, long? Elements, double? MaxAbsolute, double? MaxRelative)
{
    private const long PieceElements = 1 << 22;

    /// <summary>The difference, or null where both are equal; NaN is equal to NaN.</summary>
    public static TensorDifference? Between(string name, ComparedTensor first, ComparedTensor second)
    {
        var (left, right) = (first.ToString(), second.ToString());
        if (left != right) return new TensorDifference(name, left, right, null, null, null);
        if (first.Values is null || second.Values is null)
            return first.Data.Span.SequenceEqual(second.Data.Span) ? null : new TensorDifference(name, left, right, null, null, null);
        var (count, largest, magnitude) = (0L, 0.0, 0.0);
        using var scope = NewDisposeScope();
        var (some, other) = (Flat(first.Values), Flat(second.Values));
        for (long start = 0; start < some.numel(); start += PieceElements)
        {
            using var piece = NewDisposeScope();
            var length = Math.Min(PieceElements, some.numel() - start);
            var (a, b) = (some.narrow(0, start, length), other.narrow(0, start, length));
            var same = a.eq(b).logical_or(a.ne(a).logical_and(b.ne(b)));
            count += length - same.sum().item<long>();
            var (wideA, wideB) = (a.to(ScalarType.Float64), b.to(ScalarType.Float64));
            largest = Math.Max(largest, (wideA - wideB).abs().nan_to_num(double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity).masked_fill(same, 0).max().item<double>());
            magnitude = Math.Max(magnitude, wideA.nan_to_num(0, 0, 0).abs().max().item<double>());
        }
        return count == 0 ? null : new TensorDifference(name, left, right, count, largest, magnitude > 0 ? largest / magnitude : double.PositiveInfinity);
    }

    private static Tensor Flat(Tensor tensor) => (tensor.is_complex() ? tensor.view_as_real() : tensor).reshape(-1);
}
