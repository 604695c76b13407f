using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The dimension of a prediction that holds one score a class.</summary>
internal static class ClassAxis
{
    /// <summary>The number of classes.</summary>
    public static long Size(Tensor prediction, int axis) => prediction.shape[Position(prediction, axis)];

    /// <summary>The dimension counted from the front.</summary>
    public static int Position(Tensor prediction, int axis) => axis < 0 ? axis + (int)prediction.dim() : axis;

    /// <summary>Refuses predictions without the dimension, or with too few classes in it.</summary>
    /// <exception cref="ShapeException">The dimension is missing, is the batch, or is too small.</exception>
    public static void Require(string where, Tensor prediction, int axis, long least)
    {
        var position = Position(prediction, axis);
        if (position >= 1 && position < prediction.dim() && prediction.shape[position] >= least) return;
        throw new ShapeException(where, $"predictions [batch, ...] with a size of {least} or more in dimension {axis}",
            $"predictions of shape {Shape.Of(prediction)}", "Give the model an output for each class, or correct the axis.");
    }
}
