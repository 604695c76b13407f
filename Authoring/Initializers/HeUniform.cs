using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Uniform between -limit and limit, limit = sqrt(6 / fan_in) (He et al. 2015).</summary>
[CustomObject("onnxforge/he-uniform")]
public sealed record HeUniform : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => new VarianceScaling(2, FanMode.FanIn, WeightDistribution.Uniform).Create(shape);
}
