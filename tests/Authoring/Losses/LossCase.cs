using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>A loss as the contract checks it.</summary>
/// <param name="Name">The loss and its variant.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Target">Float64, or labels of int64, <c>[batch, ...]</c>.</param>
/// <param name="Prediction">Float64, <c>[batch, ...]</c>.</param>
/// <param name="Values">The values without a reduction, row by row.</param>
internal sealed record LossCase(string Name, Loss Loss, Tensor Target, Tensor Prediction, double[] Values)
{
    /// <summary>Predictions at which value and gradient must be finite, beside those of the row.</summary>
    public double[] Extremes { get; init; } = [0, 1];

    /// <summary>Targets and predictions that are refused, with the whole error text.</summary>
    public (Tensor Target, Tensor Prediction, string Message)[] Refused { get; init; } = [];

    /// <summary>What the exported graph makes of its second input: probabilities, where the loss takes no other numbers, as a model's last layer makes them.</summary>
    public Func<Tensor, Tensor> LastLayer { get; init; } = x => x;

    /// <summary>How many values count, where not all do.</summary>
    public int? Counted { get; init; }
}
