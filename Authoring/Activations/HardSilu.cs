using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x * hard sigmoid of x, also named hard swish (Howard et al. 2019).</summary>
[Alias("hard_swish")]
[CustomObject("onnxforge/hard-silu")]
public sealed record HardSilu : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.hardswish(input);
}
