using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN), for targets of 0 and 1, <c>[batch, ..., classes]</c>; 0 for a class that is neither true nor predicted.</summary>
/// <param name="averaging">How the classes' scores become one, default their mean.</param>
/// <param name="threshold">Above it, a class is predicted; null means that the class of the largest score is, or with one class, that 0.5 is the threshold.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/f1-score")]
public sealed class F1Score(Averaging averaging = Averaging.Macro, double? threshold = null, string? name = null) : Metric(name)
{
    private (Tensor Right, Tensor Predicted, Tensor True)? counts;

    /// <summary>How the classes' scores become one.</summary>
    public Averaging Averaging { get; } = averaging;

    /// <summary>Above it, a class is predicted.</summary>
    public double? Threshold { get; } = threshold;

    /// <inheritdoc/>
    /// <exception cref="DataException">A target is neither 0 nor 1.</exception>
    public override void Update(Tensor target, Tensor prediction, Tensor? sampleWeight = null)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        SampleWeights.RequireEqualShapes(Name, target, prediction);
        ClassAxis.Require(Name, prediction, -1, 1);
        ClassLabels.RequireBinary(Name, target);
        var classes = prediction.shape[^1];
        counts ??= (AddState("true_positives", [classes]), AddState("predicted", [classes]), AddState("true", [classes]));
        var (right, predicted, truth) = counts.Value;
        if (right.shape[0] != classes)
            throw new ShapeException(Name, $"{right.shape[0]} classes, as in the batches before", $"predictions of shape {Shape.Of(prediction)}", "Use a metric of its own for each output.");
        var batch = Count(target, prediction, sampleWeight).cpu();
        right.add_(batch[0]);
        predicted.add_(batch[1]);
        truth.add_(batch[2]);
    }

    /// <inheritdoc/>
    public override void Load(CheckpointState state)
    {
        base.Load(state);
        var kept = States;
        counts = kept.Count == 0 ? null : (kept["true_positives"], kept["predicted"], kept["true"]);
    }

    /// <inheritdoc/>
    public override double Result()
    {
        if (counts is null) return 0;
        var (right, predicted, truth) = Read();
        if (Averaging == Averaging.Micro) return Score(right.Sum(), predicted.Sum(), truth.Sum());
        var scores = Results();
        if (Averaging == Averaging.Macro) return scores.Average();
        var all = truth.Sum();
        return all == 0 ? 0 : scores.Zip(truth, (score, often) => score * often).Sum() / all;
    }

    /// <summary>The score of each class; empty before the first batch.</summary>
    public IReadOnlyList<double> Results()
    {
        if (counts is null) return [];
        var (right, predicted, truth) = Read();
        return [.. right.Select((hits, i) => Score(hits, predicted[i], truth[i]))];
    }

    /// <summary>Right, predicted and true samples of each class in a batch, <c>[3, classes]</c> in float64.</summary>
    internal Tensor Count(Tensor target, Tensor prediction, Tensor? sampleWeight)
    {
        var classes = prediction.shape[^1];
        var predicted = Threshold is { } limit || classes == 1 ? prediction.gt(Threshold ?? 0.5)
            : prediction.argmax(-1, keepdim: true).eq(arange(classes, device: prediction.device));
        var truth = target.to(ScalarType.Float64);
        var weights = sampleWeight is null ? ones_like(truth) : ones_like(truth) * SampleWeights.Align(Name, sampleWeight, truth).to(ScalarType.Float64);
        var said = predicted.to(ScalarType.Float64) * weights;
        return stack([said * truth, said, truth * weights]).reshape(3, -1, classes).sum(1);
    }

    private static double Score(double right, double predicted, double truth) => predicted + truth == 0 ? 0 : 2 * right / (predicted + truth);

    private (double[] Right, double[] Predicted, double[] True) Read()
    {
        var (right, predicted, truth) = counts!.Value;
        return (right.data<double>().ToArray(), predicted.data<double>().ToArray(), truth.data<double>().ToArray());
    }
}
