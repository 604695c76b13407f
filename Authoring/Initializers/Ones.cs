using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Every value 1.</summary>
[CustomObject("onnxforge/ones")]
public sealed record Ones : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => torch.ones(shape, ScalarType.Float32);
}
