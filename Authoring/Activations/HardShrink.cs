using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>0 between -limit and limit, else x.</summary>
/// <param name="Limit">Where 0 ends, 0 or more, default 0.5.</param>
[CustomObject("onnxforge/hard-shrink")]
public sealed record HardShrink(double Limit = 0.5) : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.hardshrink(input, Limit);
}
