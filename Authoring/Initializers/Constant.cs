using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Every value the same.</summary>
/// <param name="Value">The value.</param>
[CustomObject("onnxforge/constant")]
public sealed record Constant(double Value = 0) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => torch.full(shape, Value, ScalarType.Float32);
}
