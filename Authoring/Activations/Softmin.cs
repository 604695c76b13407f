using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>exp(-x) over its sum along an axis: <see cref="Softmax"/> of -x.</summary>
/// <param name="Axis">The dimension along which the shares add up to 1, counted from the end where negative; default the last.</param>
[CustomObject("onnxforge/softmin")]
public sealed record Softmin(int Axis = -1) : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.softmax(-input, Axis);
}
