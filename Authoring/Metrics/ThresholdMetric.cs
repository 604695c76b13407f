using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A metric of how many predictions above and not above some thresholds are true and false. Targets are 0 and 1, of the prediction's shape; a prediction of NaN is above
/// no threshold. Counts without weights are exact, however the samples are split into batches.</summary>
public abstract class ThresholdMetric : Metric
{
    private readonly double[] thresholds;
    private readonly Tensor truePositives;
    private readonly Tensor falsePositives;
    private readonly Tensor trueNegatives;
    private readonly Tensor falseNegatives;

    private protected ThresholdMetric(string? name, double[] thresholds) : base(name)
    {
        if (thresholds.Length == 0 || thresholds.Any(double.IsNaN) || thresholds.Zip(thresholds.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ConfigException(Name, "one or more thresholds in ascending order", $"[{string.Join(", ", thresholds)}]", "Sort the thresholds, each once.");
        this.thresholds = thresholds;
        long[] shape = [thresholds.Length];
        (truePositives, falsePositives) = (AddState("true_positives", shape), AddState("false_positives", shape));
        (trueNegatives, falseNegatives) = (AddState("true_negatives", shape), AddState("false_negatives", shape));
    }

    /// <inheritdoc/>
    /// <exception cref="DataException">A target is neither 0 nor 1, or a prediction is out of the metric's range.</exception>
    public override void Update(Tensor target, Tensor prediction, Tensor? sampleWeight = null)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        SampleWeights.RequireEqualShapes(Name, target, prediction);
        ClassLabels.RequireBinary(Name, target);
        var counts = Count(target, prediction, sampleWeight).cpu();
        truePositives.add_(counts[0]);
        falsePositives.add_(counts[1]);
        trueNegatives.add_(counts[2]);
        falseNegatives.add_(counts[3]);
    }

    /// <summary>True and false positives, true and false negatives of a batch, <c>[4, thresholds]</c> in float64.</summary>
    internal Tensor Count(Tensor target, Tensor prediction, Tensor? sampleWeight)
    {
        (target, prediction) = Select(target, prediction);
        var one = ones_like(target, ScalarType.Float64);
        var weights = sampleWeight is null ? one : one * SampleWeights.Align(Name, sampleWeight, target).to(ScalarType.Float64);
        var place = Places(prediction);
        // What lies behind threshold i is above it; the sums run from both ends, so that no count is a difference.
        Tensor Histogram(Tensor counted) => place.bincount((weights * counted).flatten(), thresholds.Length + 1);
        var (positives, negatives) = (Histogram(target.ne(0)), Histogram(target.eq(0)));
        Tensor Above(Tensor histogram) => histogram.flip(0).cumsum(0).flip(0)[TensorIndex.Slice(1)];
        Tensor NotAbove(Tensor histogram) => histogram.cumsum(0)[TensorIndex.Slice(0, thresholds.Length)];
        return stack([Above(positives), Above(negatives), NotAbove(negatives), NotAbove(positives)]);
    }

    /// <summary>True and false positives, true and false negatives so far, one for each threshold.</summary>
    private protected (double[] TruePositives, double[] FalsePositives, double[] TrueNegatives, double[] FalseNegatives) Counts() =>
        (Read(truePositives), Read(falsePositives), Read(trueNegatives), Read(falseNegatives));

    /// <summary>The part of target and prediction that is counted; the default is all.</summary>
    private protected virtual (Tensor Target, Tensor Prediction) Select(Tensor target, Tensor prediction) => (target, prediction);

    private static double[] Read(Tensor counts) => counts.data<double>().ToArray();

    // How many thresholds each prediction is above. They are compared in the prediction's precision: 0.1f is not above 0.1.
    private Tensor Places(Tensor prediction)
    {
        var type = prediction.dtype == ScalarType.Float64 || !prediction.is_floating_point() ? ScalarType.Float64 : ScalarType.Float32;
        var values = prediction.to(type).flatten();
        var limits = tensor(thresholds).to(type).to(prediction.device);
        return searchsorted(limits, values.masked_fill(values.isnan(), double.NegativeInfinity));
    }
}
