using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Uniform between -limit and limit, limit = sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010).</summary>
[CustomObject("onnxforge/glorot-uniform")]
public sealed record GlorotUniform : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape)
    {
        var (fanIn, fanOut) = Fans.Of(shape);
        var limit = Math.Sqrt(6.0 / (fanIn + fanOut));
        return nn.init.uniform_(torch.empty(shape, ScalarType.Float32), -limit, limit);
    }
}
