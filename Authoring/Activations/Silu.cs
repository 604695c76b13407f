using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x * sigmoid(x), also named swish (Ramachandran et al. 2017).</summary>
[Alias("swish")]
[CustomObject("onnxforge/silu")]
public sealed record Silu : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.silu(input);
}
