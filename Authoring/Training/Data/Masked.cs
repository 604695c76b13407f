using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What of an output's batch counts in loss and metrics.</summary>
/// <param name="Target">What is true, <c>[kept, ...]</c>.</param>
/// <param name="Prediction">What the model says, <c>[kept, ...]</c>.</param>
/// <param name="Weight">The weights, or null for 1 each.</param>
internal readonly record struct OutputValues(Tensor Target, Tensor Prediction, Tensor? Weight)
{
    /// <summary>How many samples, or kept positions, there are.</summary>
    public long Count => Target.shape[0];

    /// <summary>The values of an output; those that the batch's mask or the prediction's own leaves out are not among them.</summary>
    /// <exception cref="ShapeException">A mask or the weights do not fit.</exception>
    public static OutputValues Of(string where, Batch? batch, int output, Tensor target, Tensor prediction, Tensor? carried)
    {
        var values = new OutputValues(target, prediction, batch?.SampleWeights?[output]);
        var mask = (batch?.Masks?[output], carried) switch
        {
            ({ } given, { } own) when Masked.Fits(given, own) => own.logical_and(Masked.Expand(given, own)),
            ({ } given, { } own) when Masked.Fits(own, given) => given.logical_and(Masked.Expand(own, given)),
            var (given, own) => given ?? own,
        };
        return mask is null ? values : Masked.Keep(where, mask, values);
    }

    /// <summary>The loss of these values; 0 where a mask leaves none.</summary>
    public Tensor LossOf(Loss loss) => Count == 0 ? Prediction.sum() * 0 : loss.Call(Target, Prediction, Weight);
}

/// <summary>Masks: bool tensors over the first dimensions of what they mask.</summary>
internal static class Masked
{
    /// <summary>Whether the mask's sizes are the first sizes of the values'.</summary>
    public static bool Fits(Tensor mask, Tensor values) => mask.dim() >= 1 && mask.dim() <= values.dim() && mask.shape.AsSpan().SequenceEqual(values.shape.AsSpan(0, (int)mask.dim()));

    /// <summary>The mask with the values' shape.</summary>
    public static Tensor Expand(Tensor mask, Tensor values) => Widen(mask, values.dim()).expand(values.shape);

    /// <summary>The positions that the mask keeps, one after the other in a first dimension. Choosing them, instead of multiplying by 0, keeps what stands in the
    /// others from counting in any way, NaN included.</summary>
    /// <exception cref="ShapeException">The mask or the weights do not fit.</exception>
    public static OutputValues Keep(string where, Tensor mask, OutputValues values)
    {
        if (mask.dtype != ScalarType.Bool || !Fits(mask, values.Target) || !Fits(mask, values.Prediction))
        {
            throw new ShapeException(where, $"a bool mask over the first dimensions of a target {Shape.Of(values.Target)} and a prediction {Shape.Of(values.Prediction)}",
                $"a {mask.dtype} mask {Shape.Of(mask)}", "Give one true or false a sample, [batch], or a position, [batch, time].");
        }
        return new OutputValues(Choose(values.Target, mask), Choose(values.Prediction, mask), values.Weight is { } weight ? Choose(WeightFor(where, weight, mask), mask) : null);
    }

    /// <summary>The positions that the mask of the predictions keeps; all where these carry none.</summary>
    /// <inheritdoc cref="Keep"/>
    public static OutputValues KeepCarried(string where, OutputValues values) => SequenceMask.Of(values.Prediction) is { } mask ? Keep(where, mask, values) : values;

    private static Tensor Choose(Tensor values, Tensor mask) => values[TensorIndex.Tensor(mask)];

    private static Tensor WeightFor(string where, Tensor weight, Tensor mask)
    {
        if (Fits(mask, weight)) return weight;
        var fits = weight.dim() >= 1 && weight.dim() <= mask.dim() && weight.shape.Zip(mask.shape).All(pair => pair.First == pair.Second || pair.First == 1) && weight.shape[0] == mask.shape[0];
        if (!fits)
        {
            throw new ShapeException(where, $"sample weights that fit a mask {Shape.Of(mask)}", $"weights of shape {Shape.Of(weight)}",
                "Give one weight a sample, [batch], or a position, as the mask has.");
        }
        return Widen(weight, mask.dim()).expand(mask.shape);
    }

    private static Tensor Widen(Tensor tensor, long dimensions) => tensor.reshape([.. tensor.shape, .. Enumerable.Repeat(1L, (int)(dimensions - tensor.dim()))]);
}
