namespace OnnxForge.Authoring;

/// <summary>Intersection over union, TP / (TP + FP + FN), the mean over some classes; one that is neither true nor predicted does not count. Targets and predictions as in
/// <see cref="ConfusionMatrix"/>.</summary>
[CustomObject("onnxforge/iou")]
public class Iou : ConfusionMatrix
{
    /// <summary>The metric without samples.</summary>
    /// <param name="classes">The number of classes, 2 or more.</param>
    /// <param name="targetClasses">The classes to take the mean over, 1 or more.</param>
    /// <param name="ignoreClass">A label, such as -1 or 255, whose positions do not count; null means that all do.</param>
    /// <param name="axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
    /// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
    /// <exception cref="ConfigException">A target class is not one of the classes, or there is none.</exception>
    public Iou(int classes, IReadOnlyList<int> targetClasses, int? ignoreClass = null, int axis = -1, string? name = null) : base(classes, ignoreClass, axis, name)
    {
        ArgumentNullException.ThrowIfNull(targetClasses);
        if (targetClasses.Count == 0 || targetClasses.Any(label => label < 0 || label >= classes))
            throw new ConfigException(Name, $"target classes from 0 to {classes - 1}, 1 or more", $"[{string.Join(", ", targetClasses)}]", "Correct targetClasses.");
        TargetClasses = [.. targetClasses];
    }

    /// <summary>The classes to take the mean over.</summary>
    public IReadOnlyList<int> TargetClasses { get; }

    /// <summary>The mean over the target classes that are true or predicted; 0 where none is.</summary>
    public override double Result()
    {
        var scores = Results();
        var present = TargetClasses.Select(label => scores[label]).Where(score => !double.IsNaN(score)).ToList();
        return present.Count == 0 ? 0 : present.Average();
    }

    /// <summary>The intersection over union of each class; NaN for one that is neither true nor predicted.</summary>
    public IReadOnlyList<double> Results()
    {
        var counts = Matrix();
        var all = Enumerable.Range(0, Classes);
        return [.. all.Select(i => counts[i, i] / (all.Sum(j => counts[i, j] + counts[j, i]) - counts[i, i]))];
    }
}
