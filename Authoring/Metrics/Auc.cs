using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The area under a curve of decisions, from counts at evenly spread thresholds: an approximation in constant memory. <see cref="ExactAuc"/> is exact.</summary>
/// <param name="thresholds">How many thresholds, 2 or more, default 200: one just below 0, one just above 1, the others evenly between.</param>
/// <param name="curve">The curve, default receiver operating characteristic.</param>
/// <param name="summation">How the area between thresholds is measured.</param>
/// <param name="fromLogits">Whether predictions are logits, any number, instead of probabilities from 0 to 1.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/auc")]
public sealed class Auc(int thresholds = 200, AucCurve curve = AucCurve.Roc, AucSummation summation = AucSummation.Interpolation, bool fromLogits = false, string? name = null)
    : ThresholdMetric(name, Spread(thresholds))
{
    private const double Margin = 1e-7;

    /// <summary>How many thresholds.</summary>
    public int Thresholds { get; } = thresholds;

    /// <summary>The curve.</summary>
    public AucCurve Curve { get; } = curve;

    /// <summary>How the area between thresholds is measured.</summary>
    public AucSummation Summation { get; } = summation;

    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <inheritdoc/>
    public override double Result()
    {
        var (truePositives, falsePositives, trueNegatives, falseNegatives) = Counts();
        if (Curve == AucCurve.PrecisionRecall && Summation == AucSummation.Interpolation) return Interpolated(truePositives, falsePositives, falseNegatives);
        var recall = truePositives.Zip(falseNegatives, (right, missed) => Ratio(right, right + missed)).ToArray();
        var (x, y) = Curve == AucCurve.Roc
            ? (falsePositives.Zip(trueNegatives, (wrong, right) => Ratio(wrong, wrong + right)).ToArray(), recall)
            : (recall, truePositives.Zip(falsePositives, (right, wrong) => Ratio(right, right + wrong)).ToArray());
        return Enumerable.Range(0, x.Length - 1).Sum(i => (x[i] - x[i + 1]) * Height(y[i], y[i + 1]));
    }

    private protected override (Tensor Target, Tensor Prediction) Select(Tensor target, Tensor prediction)
    {
        if (FromLogits) return (target, prediction.sigmoid());
        Probabilities.Require(Name, prediction);
        return (target, prediction);
    }

    private static double[] Spread(int thresholds)
    {
        Settings.AtLeast(2, thresholds, nameof(Auc), "thresholds");
        return [-Margin, .. Enumerable.Range(1, thresholds - 2).Select(i => i / (thresholds - 1.0)), 1 + Margin];
    }

    // Between two thresholds, true positives grow in a line with all positives p: right = slope p + start, and the area is the integral of (slope + start / p) d(right) / ones.
    private static double Interpolated(double[] right, double[] wrong, double[] missed)
    {
        var area = 0.0;
        for (var i = 0; i + 1 < right.Length; i++)
        {
            var (many, few) = (right[i] + wrong[i], right[i + 1] + wrong[i + 1]);
            var gained = right[i] - right[i + 1];
            var slope = Ratio(gained, many - few);
            var start = right[i + 1] - slope * few;
            var ratio = many > 0 && few > 0 ? many / few : 1;
            area += Ratio(slope * (gained + start * Math.Log(ratio)), right[i + 1] + missed[i + 1]);
        }
        return area;
    }

    private static double Ratio(double part, double whole) => whole <= 0 ? 0 : part / whole;

    private double Height(double first, double second) => Summation switch
    {
        AucSummation.Minoring => Math.Min(first, second),
        AucSummation.Majoring => Math.Max(first, second),
        _ => (first + second) / 2,
    };
}
