using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Divides each sample by its Euclidean norm over some of its dimensions; one of norm 0 stays 0.</summary>
/// <param name="axis">The dimensions, counted from the end where negative; default the last.</param>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/unit-normalization")]
public sealed class UnitNormalization(IReadOnlyList<int>? axis = null, string? name = null) : AxisNormalization(axis, name)
{
    private protected override Tensor Normalize(Tensor input, int[] axes)
    {
        using Scalar least = 1e-12;
        return input * input.square().sum([.. axes], keepdim: true).clamp_min(least).rsqrt();
    }
}
