using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x above a limit, else a value.</summary>
/// <param name="Limit">What x must be above.</param>
/// <param name="Value">What stands for the others.</param>
[CustomObject("onnxforge/threshold")]
public sealed record Threshold(double Limit, double Value) : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.threshold(input, Limit, Value);
}
