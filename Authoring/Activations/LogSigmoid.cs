using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>log(1 / (1 + exp(-x))), computed without leaving the numbers that float32 holds.</summary>
[CustomObject("onnxforge/log-sigmoid")]
public sealed record LogSigmoid : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.logsigmoid(input);
}
