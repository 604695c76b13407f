using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Σ t log(t / p) over the classes, one value a sample; both are kept between 1e-7 and 1 (Kullback and Leibler 1951).</summary>
/// <param name="Axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[Alias("kld")]
[CustomObject("onnxforge/kl-divergence")]
public sealed record KLDivergence(int Axis = -1, Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    private const double Smallest = 1e-7;

    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction)
    {
        var (truth, said) = (target.clamp(Smallest, 1), prediction.clamp(Smallest, 1));
        return (truth * (truth.log() - said.log())).sum(Axis);
    }

    /// <inheritdoc/>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        base.CheckShapes(target, prediction);
        ClassAxis.Require(Name, prediction, Axis, 1);
        Probabilities.Require(Name, prediction);
    }
}
