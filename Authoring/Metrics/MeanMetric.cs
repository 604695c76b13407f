using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The mean of values over all batches, weighted by sample weights; by itself the mean of the predictions, and a metric of one formula
/// overrides <see cref="Values"/>.</summary>
[CustomObject("onnxforge/mean-metric")]
public class MeanMetric : Metric
{
    private readonly Tensor total;
    private readonly Tensor count;

    /// <summary>A mean without batches.</summary>
    /// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
    public MeanMetric(string? name = null) : base(name) => (total, count) = (AddState("total"), AddState("count"));

    /// <inheritdoc/>
    public override void Update(Tensor target, Tensor prediction, Tensor? sampleWeight = null)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (batch, counted) = Measure(target, prediction);
        var values = batch.to(ScalarType.Float64);
        var weights = sampleWeight is null ? null : SampleWeights.Align(Name, sampleWeight, values).to(ScalarType.Float64);
        if (counted is not null)
        {
            values = values.masked_fill(counted.logical_not(), 0);
            weights = weights is null ? counted.to(ScalarType.Float64) : weights * counted;
        }
        var sum = (weights is null ? values : values * weights).sum().cpu();
        var number = weights is null ? values.numel() : (weights.sum() * (values.numel() / (double)weights.numel())).cpu();
        total.add_(sum);
        count.add_(number);
    }

    /// <inheritdoc/>
    public override double Result()
    {
        var number = count.item<double>();
        return number == 0 ? 0 : total.item<double>() / number;
    }

    /// <summary>The sum of all values, each times its weight.</summary>
    private protected double Total => total.item<double>();

    /// <summary>The values of a batch to take the mean of, <c>[batch, ...]</c>; the default gives the prediction. Runs without gradients.</summary>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    protected virtual Tensor Values(Tensor target, Tensor prediction) => prediction;

    /// <summary>Which of the values count, a bool tensor of their shape; null, the default, means all.</summary>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    protected virtual Tensor? Counted(Tensor target, Tensor prediction) => null;

    /// <summary>The checked values of a batch, and which of them count.</summary>
    internal virtual (Tensor Values, Tensor? Counted) Measure(Tensor target, Tensor prediction)
    {
        CheckShapes(target, prediction);
        return (Values(target, prediction), Counted(target, prediction));
    }

    /// <summary>Refuses shapes that would broadcast into a wrong result; the default wants equal shapes.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    protected virtual void CheckShapes(Tensor target, Tensor prediction) => SampleWeights.RequireEqualShapes(Name, target, prediction);
}
