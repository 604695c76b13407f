using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>A metric as the contract checks it.</summary>
/// <param name="Name">The metric and its variant.</param>
/// <param name="Create">Makes the metric.</param>
/// <param name="Target">Targets, <c>[batch, ...]</c>.</param>
/// <param name="Prediction">Predictions, <c>[batch, ...]</c>.</param>
/// <param name="Expected">The result of one update.</param>
/// <param name="Weights">One weight a sample.</param>
/// <param name="Weighted">The result of one update with the weights.</param>
internal sealed record MetricCase(string Name, Func<Metric> Create, Tensor Target, Tensor Prediction, double Expected, double[] Weights, double Weighted)
{
    /// <summary>Targets and predictions that are refused, with the whole error text.</summary>
    public (Tensor Target, Tensor Prediction, string Message)[] Refused { get; init; } = [];

    /// <summary>Whether the result is the same bit by bit, however samples without weights are split into batches.</summary>
    public bool Exact { get; init; } = true;

    /// <summary>What the exported graph makes of its second input: probabilities, where the metric takes no other numbers, as a model's last layer makes them.</summary>
    public Func<Tensor, Tensor> LastLayer { get; init; } = x => x;

    /// <summary>Whether there is a formula of a batch to export.</summary>
    public bool Exported { get; init; } = true;
}
