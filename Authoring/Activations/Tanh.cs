using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Hyperbolic tangent, between -1 and 1.</summary>
[CustomObject("onnxforge/tanh")]
public sealed record Tanh : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => torch.tanh(input);
}
