using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The normal distribution cut at two standard deviations, widened so that what is left has the deviation asked for.</summary>
internal static class TruncatedNormal
{
    // The deviation of a standard normal cut at -2 and 2: sqrt(1 - 4 * density(2) / (2 * cumulative(2) - 1)).
    private const double CutDeviation = 0.87962566103423978;

    public static Tensor Create(long[] shape, double deviation)
    {
        var uncut = deviation / CutDeviation;
        return nn.init.trunc_normal_(torch.empty(shape, ScalarType.Float32), 0, uncut, -2 * uncut, 2 * uncut);
    }
}
