using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>log(1 + exp(x)), a smooth rectifier; above 20 it is x itself.</summary>
[CustomObject("onnxforge/softplus")]
public sealed record Softplus : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.softplus(input);
}
