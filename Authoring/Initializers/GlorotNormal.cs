using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Normal with variance 2 / (fan_in + fan_out), drawn again beyond two standard deviations (Glorot and Bengio 2010).</summary>
[CustomObject("onnxforge/glorot-normal")]
public sealed record GlorotNormal : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => new VarianceScaling(1, FanMode.FanAverage).Create(shape);
}
