namespace OnnxForge.Authoring;

/// <summary>The mean intersection over union of all classes; one that is neither true nor predicted does not count. Targets and predictions as in <see cref="ConfusionMatrix"/>.</summary>
/// <param name="classes">The number of classes, 2 or more.</param>
/// <param name="ignoreClass">A label, such as -1 or 255, whose positions do not count; null means that all do.</param>
/// <param name="axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/mean-iou")]
public sealed class MeanIou(int classes, int? ignoreClass = null, int axis = -1, string? name = null)
    : Iou(classes, [.. Enumerable.Range(0, Math.Max(0, classes))], ignoreClass, axis, name);
