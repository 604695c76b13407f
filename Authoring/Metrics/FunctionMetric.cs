using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The mean of a function's values over all batches.</summary>
[CustomObject("onnxforge/function-metric")]
internal sealed class FunctionMetric(Func<Tensor, Tensor, Tensor> function, string? name = null) : MeanMetric(name ?? ObjectNames.OfFunction(function.Method, "Metric"))
{
    /// <summary>What gives the values.</summary>
    public Func<Tensor, Tensor, Tensor> Function => function;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => function(target, prediction);
}
