using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Uniform between -limit and limit, limit = sqrt(3 / fan_in) (LeCun et al. 1998).</summary>
[CustomObject("onnxforge/lecun-uniform")]
public sealed record LecunUniform : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => new VarianceScaling(1, FanMode.FanIn, WeightDistribution.Uniform).Create(shape);
}
