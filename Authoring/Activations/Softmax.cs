using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>exp(x) over its sum along an axis: positive shares that add up to 1.</summary>
/// <param name="Axis">The dimension along which the shares add up to 1, counted from the end where negative; default the last.</param>
[CustomObject("onnxforge/softmax")]
public sealed record Softmax(int Axis = -1) : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.softmax(input, Axis);
}
