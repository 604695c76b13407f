using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Uniform between -limit and limit, limit = sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010).</summary>
[CustomObject("onnxforge/glorot-uniform")]
public sealed record GlorotUniform : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => new VarianceScaling(1, FanMode.FanAverage, WeightDistribution.Uniform).Create(shape);
}
