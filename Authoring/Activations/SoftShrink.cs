using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>0 between -limit and limit, else x brought nearer to 0 by the limit.</summary>
/// <param name="Limit">How far x is brought, 0 or more, default 0.5.</param>
[CustomObject("onnxforge/soft-shrink")]
public sealed record SoftShrink(double Limit = 0.5) : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.softshrink(input, Limit);
}
