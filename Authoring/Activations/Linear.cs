using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The input itself.</summary>
[CustomObject("onnxforge/linear")]
public sealed record Linear : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => input;
}
