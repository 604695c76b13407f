using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A function as constraint.</summary>
[CustomObject("onnxforge/function-constraint")]
internal sealed record FunctionConstraint(Func<Tensor, Tensor> Function) : Constraint
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor weight) => Function(weight);

    /// <inheritdoc/>
    public override string ToString() => NamedFunction.Show(Function);
}
