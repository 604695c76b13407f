using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Every value 0.</summary>
[CustomObject("onnxforge/zeros")]
public sealed record Zeros : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => torch.zeros(shape, ScalarType.Float32);
}
