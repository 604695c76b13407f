using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Normal with variance 1 / fan_in, drawn again beyond two standard deviations (LeCun et al. 1998).</summary>
[CustomObject("onnxforge/lecun-normal")]
public sealed record LecunNormal : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => new VarianceScaling(1).Create(shape);
}
