using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A function as regularizer.</summary>
[CustomObject("onnxforge/function-regularizer")]
internal sealed record FunctionRegularizer(Func<Tensor, Tensor> Function) : Regularizer
{
    /// <inheritdoc/>
    public override Tensor Penalty(Tensor weight) => Function(weight);

    /// <inheritdoc/>
    public override string ToString() => NamedFunction.Show(Function);
}
