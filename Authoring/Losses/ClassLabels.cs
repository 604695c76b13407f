using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Targets that are class labels, counted from 0, for predictions with one score a class.</summary>
internal static class ClassLabels
{
    /// <summary>The labels as int64, without a dimension of the classes: <c>[batch, 1]</c> beside <c>[batch, classes]</c> is <c>[batch]</c>.</summary>
    public static Tensor Of(Tensor target, Tensor prediction, int axis) => (target.dim() == prediction.dim() ? target.squeeze(axis) : target).to(ScalarType.Int64);

    /// <summary>Refuses targets whose shape is not the prediction's without the classes.</summary>
    /// <exception cref="ShapeException">It is another.</exception>
    public static void RequireOneEach(string where, Tensor target, Tensor prediction, int axis)
    {
        var position = ClassAxis.Position(prediction, axis);
        var (sizes, kept) = (prediction.shape, prediction.shape);
        kept[position] = 1;
        var without = Shape.Create([.. sizes[..position], .. sizes[(position + 1)..]]);
        if (target.shape.AsSpan().SequenceEqual(kept) || target.shape.AsSpan().SequenceEqual(without.ToArray())) return;
        throw new ShapeException(where, $"class labels {without} for predictions {Shape.Of(prediction)}", $"a target of shape {Shape.Of(target)}",
            $"Give one label for each set of classes; one-hot targets become labels by target.argmax({axis}).");
    }

    /// <summary>Refuses targets other than 0 and 1.</summary>
    /// <exception cref="DataException">There is another.</exception>
    public static void RequireBinary(string where, Tensor target)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        if (target.eq(0).logical_or(target.eq(1)).all().item<bool>()) return;
        var (low, high) = ValueRange.Of(target);
        throw new DataException(where, "targets of 0 and 1", $"targets from {low:G4} to {high:G4}", "Give 1 to what is true, and 0 to the rest.");
    }

    /// <summary>Refuses targets that are not of an integer type.</summary>
    /// <exception cref="DataException">The type is another.</exception>
    public static void RequireIntegers(string where, Tensor target)
    {
        if (target.is_integral() && target.dtype != ScalarType.Bool) return;
        throw new DataException(where, "class labels of type int64", $"a target of type {target.dtype.ToString().ToLowerInvariant()}",
            "Convert the labels, target.to(ScalarType.Int64), or take a loss for one-hot targets.");
    }

    /// <summary>Refuses labels that name no class, and numbers between labels.</summary>
    /// <exception cref="DataException">There is one.</exception>
    public static void RequireInRange(string where, Tensor target, long classes, int? ignored)
    {
        if (target.numel() == 0) return;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var labels = target.is_floating_point() ? target : target.to(ScalarType.Int64);
        if (ignored is { } label) labels = labels.masked_fill(labels.eq(label), 0);
        var (low, high) = ValueRange.Of(labels);
        var whole = !labels.is_floating_point() || ValueRange.Of(labels - labels.floor()) == (0, 0);
        if (low >= 0 && high < classes && whole) return;
        throw new DataException(where, $"class labels from 0 to {classes - 1}, as the prediction has {classes} classes", whole ? $"labels from {low} to {high}" : "numbers between them",
            "Count labels from 0, give the model an output for each class, or name a label to be ignored.");
    }
}
