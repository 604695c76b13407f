using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Scaled exponential linear unit, which keeps mean 0 and deviation 1 with <see cref="LecunNormal"/> (Klambauer et al. 2017).</summary>
[CustomObject("onnxforge/selu")]
public sealed record Selu : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.selu(input);
}
