using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x * tanh(softplus(x)) (Misra 2019).</summary>
[CustomObject("onnxforge/mish")]
public sealed record Mish : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.mish(input);
}
