using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A share of decisions that are right, a decision for 1 being a prediction above a threshold.</summary>
public abstract class DecisionMetric : ThresholdMetric
{
    private protected DecisionMetric(IReadOnlyList<double>? thresholds, int? topK, int? classId, string? name)
        : base(name, thresholds is null ? [topK is null ? 0.5 : double.NegativeInfinity] : [.. thresholds])
    {
        Thresholds = thresholds;
        TopK = topK is { } k ? Settings.AtLeast(1, k, Name, "topK") : null;
        ClassId = classId is { } id ? Settings.AtLeast(0, id, Name, "classId") : null;
    }

    /// <summary>The thresholds in ascending order; null means 0.5, or none where only the largest scores count.</summary>
    public IReadOnlyList<double>? Thresholds { get; }

    /// <summary>How many of the largest scores of the last dimension, and those equal to the last of them, can be decisions for 1; null means all.</summary>
    public int? TopK { get; }

    /// <summary>The only class of the last dimension that counts; null means all.</summary>
    public int? ClassId { get; }

    /// <summary>The share at the first threshold; 0 where there is nothing to take a share of.</summary>
    public override double Result() => Results()[0];

    /// <summary>The share at each threshold.</summary>
    public IReadOnlyList<double> Results()
    {
        var (right, of) = Share();
        return [.. right.Zip(of, (part, whole) => whole == 0 ? 0 : part / whole)];
    }

    /// <summary>For each threshold, the decisions that are right, and those that could be.</summary>
    private protected abstract (double[] Right, double[] Of) Share();

    private protected override (Tensor Target, Tensor Prediction) Select(Tensor target, Tensor prediction)
    {
        var least = Math.Max(TopK ?? 0, ClassId + 1 ?? 0);
        if (least > 0) ClassAxis.Require(Name, prediction, -1, least);
        if (TopK is { } k)
        {
            var scores = prediction.is_floating_point() ? prediction : prediction.to(ScalarType.Float64);
            prediction = scores.masked_fill(scores.lt(scores.topk(k, -1).values.narrow(-1, k - 1, 1)), double.NegativeInfinity);
        }
        return ClassId is { } id ? (target.select(-1, id), prediction.select(-1, id)) : (target, prediction);
    }
}
