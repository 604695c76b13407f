using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A function as activation.</summary>
[CustomObject("onnxforge/function-activation")]
internal sealed record FunctionActivation(Func<Tensor, Tensor> Function) : Activation
{
    internal override bool KeepsShape => false;

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => Function(input);

    /// <inheritdoc/>
    public override string ToString() => NamedFunction.Show(Function);
}
