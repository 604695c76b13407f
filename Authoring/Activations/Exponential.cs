using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>exp(x).</summary>
[CustomObject("onnxforge/exponential")]
public sealed record Exponential : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => input.exp();
}
