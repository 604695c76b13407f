using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The normal distribution cut at two standard deviations, widened so that what is left has the deviation asked for.</summary>
internal static class TruncatedNormal
{
    // The deviation of a standard normal cut at -2 and 2: sqrt(1 - 4 * density(2) / (2 * cumulative(2) - 1)).
    private const double CutDeviation = 0.87962566103423978;

    // The probability that a standard normal lies between -2 and 2.
    private const double CutProbability = 0.95449973610364158;

    public static Tensor Create(long[] shape, double deviation)
    {
        using var scope = NewDisposeScope();
        // The inverse of the cumulative distribution, applied to uniform values; libtorch's own trunc_normal_ gives a mean that is far off with TorchSharp 0.107.
        var uniform = nn.init.uniform_(torch.empty(shape, ScalarType.Float32), -CutProbability, CutProbability);
        var normal = uniform.erfinv() * Math.Sqrt(2);
        return (normal.clamp(-2, 2) * (deviation / CutDeviation)).MoveToOuterDisposeScope();
    }
}
