using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The share of the targets' variance that predictions explain, 1 - Σ(target - prediction)² / Σ(target - mean)², for each output of <c>[batch, ..., outputs]</c>; of targets
/// <c>[batch]</c>, one. At most 1, and negative where the mean would be nearer.</summary>
/// <remarks>Where all targets are equal, the score is 1 if every prediction is right, and 0 otherwise. The variance is collected by merging batches (Chan, Golub and LeVeque 1979),
/// which stays exact where it is small beside the mean.</remarks>
/// <param name="averaging">How the outputs' scores become one, default their mean.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/r2-score")]
public sealed class R2Score(R2Averaging averaging = R2Averaging.Uniform, string? name = null) : Metric(name)
{
    // Divides a weight of 0, and is below every other.
    private const double Smallest = 1e-300;

    // Squared, what the mean of equal numbers may be off by, relative to them.
    private const double Rounding = 1e-30;

    private (Tensor Weight, Tensor Mean, Tensor Spread, Tensor Residual)? states;

    /// <summary>How the outputs' scores become one.</summary>
    public R2Averaging Averaging { get; } = averaging;

    /// <inheritdoc/>
    public override void Update(Tensor target, Tensor prediction, Tensor? sampleWeight = null)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        SampleWeights.RequireEqualShapes(Name, target, prediction);
        var outputs = target.dim() < 2 ? 1 : target.shape[^1];
        states ??= (AddState("weight", [outputs]), AddState("mean", [outputs]), AddState("spread", [outputs]), AddState("residual", [outputs]));
        var (weight, mean, spread, residual) = states.Value;
        if (mean.shape[0] != outputs)
            throw new ShapeException(Name, $"{mean.shape[0]} outputs, as in the batches before", $"predictions of shape {Shape.Of(prediction)}", "Use a metric of its own for each output.");
        var batch = Moments(target, prediction, sampleWeight).cpu();
        var (more, difference) = (batch[0], batch[1] - mean);
        var share = more / (weight + more).clamp(min: Smallest);
        spread.add_(batch[2] + difference.square() * weight * share);
        mean.add_(difference * share);
        weight.add_(more);
        residual.add_(batch[3]);
    }

    /// <inheritdoc/>
    public override void Load(CheckpointState state)
    {
        base.Load(state);
        var kept = States;
        states = kept.Count == 0 ? null : (kept["weight"], kept["mean"], kept["spread"], kept["residual"]);
    }

    /// <inheritdoc/>
    public override double Result()
    {
        var scores = Results();
        if (scores.Count == 0) return 0;
        var spread = Read(states!.Value.Spread);
        if (Averaging == R2Averaging.Uniform || spread.Sum() == 0) return scores.Average();
        return scores.Zip(spread, (score, varies) => score * varies).Sum() / spread.Sum();
    }

    /// <summary>The score of each output; empty before the first batch.</summary>
    public IReadOnlyList<double> Results()
    {
        if (states is not { } known || Read(known.Weight)[0] == 0) return [];
        var (weight, mean, spread, residual) = (Read(known.Weight), Read(known.Mean), Read(known.Spread), Read(known.Residual));
        double Score(int i) => spread[i] > weight[i] * mean[i] * mean[i] * Rounding ? 1 - residual[i] / spread[i] : residual[i] == 0 ? 1 : 0;
        return [.. Enumerable.Range(0, weight.Length).Select(Score)];
    }

    /// <summary>Weight, mean, squared distances from the mean, and squared errors of a batch's targets, <c>[4, outputs]</c> in float64.</summary>
    internal Tensor Moments(Tensor target, Tensor prediction, Tensor? sampleWeight)
    {
        var outputs = target.dim() < 2 ? 1 : target.shape[^1];
        var (truth, said) = (target.to(ScalarType.Float64), prediction.to(ScalarType.Float64));
        var weights = ones_like(truth);
        if (sampleWeight is not null) weights = weights * SampleWeights.Align(Name, sampleWeight, truth).to(ScalarType.Float64);
        (truth, said, weights) = (truth.reshape(-1, outputs), said.reshape(-1, outputs), weights.reshape(-1, outputs));
        var weight = weights.sum(dim: 0);
        var mean = (weights * truth).sum(dim: 0) / weight.clamp(min: Smallest);
        return stack([weight, mean, (weights * (truth - mean).square()).sum(dim: 0), (weights * (truth - said).square()).sum(dim: 0)]);
    }

    private static double[] Read(Tensor values) => values.data<double>().ToArray();
}
