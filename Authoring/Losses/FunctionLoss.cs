using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A function as loss.</summary>
[CustomObject("onnxforge/function-loss")]
internal sealed record FunctionLoss(Func<Tensor, Tensor, Tensor> Function, Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override string Name => ObjectNames.OfFunction(Function.Method, "Loss");

    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => Function(target, prediction);

    /// <inheritdoc/>
    public override string ToString() => NamedFunction.Show(Function);
}
