using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x / (1 + |x|), between -1 and 1.</summary>
[CustomObject("onnxforge/softsign")]
public sealed record Softsign : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.softsign(input);
}
