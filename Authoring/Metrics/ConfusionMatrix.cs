using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>How often each class is taken for each. <see cref="Matrix"/> has the counts; <see cref="Result"/> is the share on the diagonal, the accuracy.</summary>
/// <remarks>Targets are class labels counted from 0, <c>[batch, ...]</c> or with a last size of 1. Predictions are scores, the largest of which is the class; or labels of an integer
/// type, of the target's shape; or, for two classes, one probability, which is class 1 above 0.5.</remarks>
[CustomObject("onnxforge/confusion-matrix")]
public class ConfusionMatrix : Metric
{
    private readonly Tensor matrix;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="classes">The number of classes, 2 or more.</param>
    /// <param name="ignoreClass">A label, such as -1 or 255, whose positions do not count; null means that all do.</param>
    /// <param name="axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
    /// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
    public ConfusionMatrix(int classes, int? ignoreClass = null, int axis = -1, string? name = null) : base(name)
    {
        (Classes, IgnoreClass, Axis) = (Settings.AtLeast(2, classes, Name, "classes"), ignoreClass, axis);
        matrix = AddState("matrix", [classes, classes]);
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The label whose positions do not count.</summary>
    public int? IgnoreClass { get; }

    /// <summary>The dimension of the classes.</summary>
    public int Axis { get; }

    /// <summary>The samples, each counted by its weight, of each true class (row) that are predicted as each class (column): a new array <c>[classes, classes]</c>.</summary>
    public double[,] Matrix()
    {
        var counts = new double[Classes, Classes];
        var values = matrix.data<double>();
        for (var i = 0; i < counts.Length; i++) counts[i / Classes, i % Classes] = values[i];
        return counts;
    }

    /// <inheritdoc/>
    /// <exception cref="DataException">A label names no class.</exception>
    public override void Update(Tensor target, Tensor prediction, Tensor? sampleWeight = null)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var labels = prediction.is_integral();
        if (labels) SampleWeights.RequireEqualShapes(Name, target, prediction);
        else RequireScores(target, prediction);
        ClassLabels.RequireInRange(Name, target, Classes, IgnoreClass);
        if (labels) ClassLabels.RequireInRange(Name, prediction, Classes, null);
        matrix.add_(Count(target, prediction, sampleWeight).cpu());
    }

    /// <summary>The share of samples on the diagonal; 0 before the first.</summary>
    public override double Result()
    {
        var counts = Matrix();
        var all = counts.Cast<double>().Sum();
        return all == 0 ? 0 : Enumerable.Range(0, Classes).Sum(i => counts[i, i]) / all;
    }

    /// <summary>The counts of a batch, <c>[classes, classes]</c> in float64.</summary>
    internal Tensor Count(Tensor target, Tensor prediction, Tensor? sampleWeight)
    {
        var labels = prediction.is_integral() ? target.to(ScalarType.Int64) : ClassLabels.Of(target, prediction, Axis);
        var said = prediction.is_integral() ? prediction.to(ScalarType.Int64)
            : ClassAxis.Size(prediction, Axis) == 1 ? prediction.squeeze(Axis).gt(0.5).to(ScalarType.Int64) : prediction.argmax(Axis);
        var weights = ones_like(labels, ScalarType.Float64);
        if (sampleWeight is not null) weights = weights * SampleWeights.Align(Name, sampleWeight, labels).to(ScalarType.Float64);
        if (IgnoreClass is { } ignored)
        {
            weights = weights.masked_fill(labels.eq(ignored), 0);
            labels = labels.masked_fill(labels.eq(ignored), 0);
        }
        return (labels * Classes + said).flatten().bincount(weights.flatten(), Classes * Classes).reshape(Classes, Classes);
    }

    private void RequireScores(Tensor target, Tensor prediction)
    {
        var position = ClassAxis.Position(prediction, Axis);
        var size = position >= 1 && position < prediction.dim() ? prediction.shape[position] : 0;
        if (size != Classes && !(size == 1 && Classes == 2))
        {
            throw new ShapeException(Name, $"predictions [batch, ...] with {Classes} classes in dimension {Axis}", $"predictions of shape {Shape.Of(prediction)}",
                "Give the metric the model's number of classes, or correct the axis.");
        }
        ClassLabels.RequireOneEach(Name, target, prediction, Axis);
    }
}
