using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>1 / (1 + exp(-x)), between 0 and 1.</summary>
[CustomObject("onnxforge/sigmoid")]
public sealed record Sigmoid : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => torch.sigmoid(input);
}
