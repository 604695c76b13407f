using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The shape rules that losses and metrics share.</summary>
internal static class SampleWeights
{
    /// <summary>Refuses a target whose shape is not the prediction's: <c>[32]</c> against <c>[32, 1]</c> would broadcast to <c>[32, 32]</c>.</summary>
    public static void RequireEqualShapes(string where, Tensor target, Tensor prediction)
    {
        if (target.shape.AsSpan().SequenceEqual(prediction.shape)) return;
        throw new ShapeException(where, $"a target of the prediction's shape {Shape.Of(prediction)}", $"a target of shape {Shape.Of(target)}",
            "Give the targets the shape of the model's output, for one output a sample [batch, 1]: target.reshape(-1, 1).");
    }

    /// <summary>Refuses whole numbers where the prediction has fractions: libtorch would convert them without a word.</summary>
    public static void RequireFloating(string where, Tensor target, Tensor prediction)
    {
        if (is_floating_point(target) || !is_floating_point(prediction)) return;
        var type = prediction.dtype;
        throw new DataException(where, $"a floating-point target, as the prediction's {type.ToString().ToLowerInvariant()}", $"a target of type {target.dtype.ToString().ToLowerInvariant()}",
            $"Convert the targets, target.to(ScalarType.{type}), or take a loss for class indices.");
    }

    /// <summary>The weights shaped so that they multiply values <c>[batch, ...]</c>: one a sample, or one for each of the values' first dimensions.</summary>
    public static Tensor Align(string where, Tensor weight, Tensor values)
    {
        var batch = values.dim() == 0 ? 0 : values.shape[0];
        var perSample = weight.dim() >= 1 && weight.shape[0] == batch && weight.numel() == batch;
        if (!perSample && !Masked.Fits(weight, values))
        {
            var whole = values.dim() > 1 && values.numel() > batch ? $", or a weight for each of the values {Shape.Of(values)}" : "";
            throw new ShapeException(where, $"one sample weight for each of {batch} samples, shape [{batch}] or [{batch}, 1]{whole}",
                $"weights of shape {Shape.Of(weight)}", "Give one weight a sample.");
        }
        var sizes = perSample ? [batch] : weight.shape;
        return weight.reshape([.. sizes, .. Enumerable.Repeat(1L, (int)values.dim() - sizes.Length)]);
    }
}
