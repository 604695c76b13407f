using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Rectified linear unit with an upper limit: x between 0 and 6, else the nearer of the two (Krizhevsky 2010).</summary>
[CustomObject("onnxforge/relu6")]
public sealed record Relu6 : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.relu6(input);
}
