using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A sigmoid of straight lines: (x + 3) / 6, between 0 and 1.</summary>
[CustomObject("onnxforge/hard-sigmoid")]
public sealed record HardSigmoid : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.hardsigmoid(input);
}
