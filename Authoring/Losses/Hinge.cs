using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>max(0, 1 - t · prediction) of each element.</summary>
/// <remarks>Targets are -1 and 1; where all of a batch are 0 and 1, they are taken for -1 and 1.</remarks>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/hinge")]
public sealed record Hinge(Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => Missing(target, prediction);

    /// <summary>How far each prediction is on the wrong side of its margin.</summary>
    internal static Tensor Missing(Tensor target, Tensor prediction)
    {
        var signs = where(target.eq(0).logical_or(target.eq(1)).all(), 2 * target - 1, target);
        return (1 - signs * prediction).relu();
    }
}
