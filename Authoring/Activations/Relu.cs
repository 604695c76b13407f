using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Rectified linear unit: x above 0, else 0.</summary>
[CustomObject("onnxforge/relu")]
public sealed record Relu : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.relu(input);
}
