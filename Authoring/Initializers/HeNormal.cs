using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Normal with variance 2 / fan_in, drawn again beyond two standard deviations (He et al. 2015).</summary>
[CustomObject("onnxforge/he-normal")]
public sealed record HeNormal : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => new VarianceScaling(2).Create(shape);
}
