using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The logarithm of softmax along an axis, computed without leaving the numbers that float32 holds.</summary>
/// <param name="Axis">The dimension along which the shares add up to 1, counted from the end where negative; default the last.</param>
[CustomObject("onnxforge/log-softmax")]
public sealed record LogSoftmax(int Axis = -1) : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.log_softmax(input, Axis);
}
