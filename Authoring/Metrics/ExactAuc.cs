using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The area under a curve of decisions over every threshold that the predictions tell apart: for receiver operating characteristics by trapezoids (the chance that a one
/// scores higher than a zero, equal scores counting half), for precision and recall the average precision, Σ precision · gain in recall.</summary>
/// <remarks>Targets are 0 and 1, of the prediction's shape; predictions are any finite numbers. Every prediction since the last reset is kept, 24 bytes each.</remarks>
/// <param name="curve">The curve, default receiver operating characteristic.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/exact-auc")]
public sealed class ExactAuc(AucCurve curve = AucCurve.Roc, string? name = null) : Metric(name)
{
    private readonly List<(double Score, double One, double Zero)> samples = [];

    /// <summary>The curve.</summary>
    public AucCurve Curve { get; } = curve;

    /// <inheritdoc/>
    /// <exception cref="DataException">A target is neither 0 nor 1, or a prediction is NaN or infinite.</exception>
    public override void Update(Tensor target, Tensor prediction, Tensor? sampleWeight = null)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        SampleWeights.RequireEqualShapes(Name, target, prediction);
        ClassLabels.RequireBinary(Name, target);
        var scores = Read(prediction);
        if (!scores.All(double.IsFinite))
            throw new DataException(Name, "finite predictions", "NaN or an infinity", "Look for missing or infinite values in the model's inputs.");
        var weights = sampleWeight is null ? null : Read(SampleWeights.Align(Name, sampleWeight, prediction).expand(prediction.shape));
        var truth = Read(target);
        for (var i = 0; i < scores.Length; i++)
        {
            var weight = weights?[i] ?? 1;
            samples.Add((scores[i], truth[i] * weight, (1 - truth[i]) * weight));
        }
    }

    /// <inheritdoc/>
    public override double Result()
    {
        var (ones, zeros) = (samples.Sum(sample => sample.One), samples.Sum(sample => sample.Zero));
        if (ones == 0 || (zeros == 0 && Curve == AucCurve.Roc)) return 0;
        double area = 0, right = 0, wrong = 0;
        foreach (var same in samples.GroupBy(sample => sample.Score).OrderByDescending(group => group.Key))
        {
            var (moreRight, moreWrong) = (same.Sum(sample => sample.One), same.Sum(sample => sample.Zero));
            right += moreRight;
            wrong += moreWrong;
            if (Curve == AucCurve.Roc) area += moreWrong / zeros * (right - moreRight / 2) / ones;
            else if (moreRight > 0) area += moreRight / ones * right / (right + wrong);
        }
        return area;
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        samples.Clear();
    }

    /// <inheritdoc/>
    public override void Save(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        base.Save(state);
        double[] flat = [.. samples.SelectMany(sample => new[] { sample.Score, sample.One, sample.Zero })];
        using var rows = tensor(flat);
        state.Set("samples", rows);
    }

    /// <inheritdoc/>
    public override void Load(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        base.Load(state);
        foreach (var row in state.GetTensor("samples").data<double>().ToArray().Chunk(3)) samples.Add((row[0], row[1], row[2]));
    }

    private static double[] Read(Tensor values) => values.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
}
