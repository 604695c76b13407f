using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Normally distributed, values farther than two deviations from the mean drawn again; what is left has 0.88 times the deviation.</summary>
/// <param name="Mean">The mean, default 0.</param>
/// <param name="Deviation">The standard deviation before the cut, 0 or more, default 0.05.</param>
[CustomObject("onnxforge/truncated-normal")]
public sealed record TruncatedNormal(double Mean = 0, double Deviation = 0.05) : Initializer
{
    /// <summary>The deviation that is left of a standard normal cut at -2 and 2: sqrt(1 - 4 * density(2) / (2 * cumulative(2) - 1)).</summary>
    internal const double CutDeviation = 0.87962566103423978;

    /// <summary>The standard deviation before the cut.</summary>
    public double Deviation { get; init; } = Settings.AtLeast(0, Deviation, nameof(TruncatedNormal), "deviation");

    // The probability that a standard normal lies between -2 and 2.
    private const double CutProbability = 0.95449973610364158;

    /// <inheritdoc/>
    public override Tensor Create(long[] shape)
    {
        using var scope = NewDisposeScope();
        // The inverse of the cumulative distribution, applied to uniform values; libtorch's own trunc_normal_ gives a mean that is far off with TorchSharp 0.107.
        var uniform = nn.init.uniform_(torch.empty(shape, ScalarType.Float32), -CutProbability, CutProbability);
        var normal = uniform.erfinv() * Math.Sqrt(2);
        return (normal.clamp(-2, 2) * Deviation + Mean).MoveToOuterDisposeScope();
    }
}
