using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Which steps of a batch of sequences are real and which are padding: a bool tensor <c>[batch, time]</c>, true for the real ones, that a tensor of sequences carries.</summary>
/// <remarks>
/// <para><see cref="Masking"/>, and <see cref="Embedding"/> with <c>maskZero</c>, make one; layers that keep the steps hand it on (<c>SupportsMasking</c>). Recurrent layers keep their
/// state where it is false, attention looks at no key there, and <see cref="GlobalAveragePooling1D"/> and <see cref="GlobalMaxPooling1D"/> over time leave it out. What a model gives with
/// a mask is trained and measured without the padding, in <c>Fit</c>, <c>Evaluate</c>, the methods of one batch and <see cref="Loss.Call"/>; a metric that is updated by hand takes <see cref="Kept"/>.</para>
/// <para>Plain TorchSharp modules, functions of tensors and layers that do not keep the steps give tensors without one. A mask lives no longer than the dispose scope in
/// which it was made; a disposed one is none.</para>
/// </remarks>
public static class SequenceMask
{
    private static readonly ConditionalWeakTable<Tensor, Tensor> masks = [];

    // Most programs have none, and every layer asks.
    private static volatile bool any;

    /// <summary>The mask that a tensor carries, owned by whoever made it; null where it carries none.</summary>
    /// <param name="values">Sequences, <c>[batch, time, ...]</c>.</param>
    public static Tensor? Of(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return any && masks.TryGetValue(values, out var mask) && !mask.IsInvalid ? mask : null;
    }

    /// <summary>Lets a tensor carry a mask in place of the one that it has.</summary>
    /// <param name="values">Sequences, <c>[batch, time, ...]</c>.</param>
    /// <param name="mask">True for the steps that are real, bool <c>[batch, time]</c>; null takes the mask away.</param>
    /// <returns>The same tensor.</returns>
    /// <exception cref="ShapeException">The mask is not of bool, or its sizes are not the tensor's first ones.</exception>
    public static Tensor Attach(Tensor values, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (any) masks.Remove(values);
        if (mask is null) return values;
        Check(nameof(SequenceMask), values, mask);
        any = true;
        masks.Add(values, mask);
        return values;
    }

    /// <summary>The positions of targets and predictions that the mask of the predictions keeps, one behind the other, <c>[kept, ...]</c>; both as they are where these carry none.</summary>
    /// <param name="target">What is true, <c>[batch, time, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, time, ...]</c>.</param>
    /// <exception cref="ShapeException">The mask's sizes are not the target's first ones.</exception>
    public static (Tensor Target, Tensor Prediction) Kept(Tensor target, Tensor prediction)
    {
        ArgumentNullException.ThrowIfNull(target);
        var kept = Masked.KeepCarried(nameof(SequenceMask), new OutputValues(target, prediction, null));
        return (kept.Target, kept.Prediction);
    }

    /// <summary>The mask of steps, <c>[batch, time]</c>: the one that is given, or else the one that the sequences carry; null where there is none.</summary>
    /// <exception cref="ShapeException">It is no mask of these steps.</exception>
    internal static Tensor? OfSteps(string where, Tensor sequences, Tensor? given = null)
    {
        if ((given ?? Of(sequences)) is not { } mask) return null;
        Check(where, sequences, mask);
        if (mask.dim() != 2) throw new ShapeException(where, "a mask [batch, time]", $"a mask {Shape.Of(mask)}", "Give one true or false a step.");
        return mask;
    }

    /// <summary>Refuses what is no mask of the sequences.</summary>
    /// <exception cref="ShapeException">It is none.</exception>
    private static void Check(string where, Tensor values, Tensor mask)
    {
        if (mask.dtype == ScalarType.Bool && Masked.Fits(mask, values)) return;
        throw new ShapeException(where, $"a bool mask whose sizes are the first ones of {Shape.Of(values)}", $"a {mask.dtype} mask {Shape.Of(mask)}",
            "Give one true or false a step, [batch, time]: lengths become one by arange(time) < lengths.unsqueeze(1).");
    }

    /// <summary>Hands the masks of a layer's inputs on to its outputs that carry none: a step is real where all inputs say so.</summary>
    internal static void HandOn<TInput, TOutput>(TInput input, TOutput output)
    {
        if (any) HandOn(TensorStructure<TInput>.Flatten(input), TensorStructure<TOutput>.Flatten(output));
    }

    /// <summary>The same for lists of them.</summary>
    internal static void HandOn(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        var found = inputs.Select(Of).OfType<Tensor>().Distinct<Tensor>(ReferenceEqualityComparer.Instance).ToList();
        if (found.Count == 0) return;
        foreach (var output in outputs)
        {
            if (Of(output) is not null) continue;
            var mask = found.Aggregate((both, one) => both.logical_and(one));
            Attach(output, Masked.Fits(mask, output) ? mask : mask.expand(output.shape[..(int)mask.dim()]));
        }
    }
}
