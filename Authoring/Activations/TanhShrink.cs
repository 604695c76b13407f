using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x - tanh(x).</summary>
[CustomObject("onnxforge/tanh-shrink")]
public sealed record TanhShrink : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.tanhshrink(input);
}
