using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Which steps of a batch of sequences are real and which are padding: a bool tensor <c>[batch, time]</c>, true for the real ones, that a tensor of sequences carries.</summary>
/// <remarks>
/// <para><see cref="Embedding"/> with <c>maskZero</c> makes one, layers that keep the steps hand it on (<c>SupportsMasking</c>), and recurrent layers keep their state where it
/// is false; attention takes its mask as an input. What a model gives with a mask is trained and measured without the padding, in <c>Fit</c>, <c>Evaluate</c> and the methods of one batch.</para>
/// <para>Plain TorchSharp modules, functions of tensors and layers that do not keep the steps give tensors without one. A mask lives no longer than the dispose scope in
/// which it was made; a disposed one is none.</para>
/// </remarks>
public static class SequenceMask
{
    private static readonly ConditionalWeakTable<Tensor, Tensor> masks = [];

    /// <summary>The mask that a tensor carries, owned by whoever made it; null where it carries none.</summary>
    /// <param name="values">Sequences, <c>[batch, time, ...]</c>.</param>
    public static Tensor? Of(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return masks.TryGetValue(values, out var mask) && !mask.IsInvalid ? mask : null;
    }

    /// <summary>Lets a tensor carry a mask in place of the one that it has.</summary>
    /// <param name="values">Sequences, <c>[batch, time, ...]</c>.</param>
    /// <param name="mask">True for the steps that are real, bool <c>[batch, time]</c>; null takes the mask away.</param>
    /// <returns>The same tensor.</returns>
    /// <exception cref="ShapeException">The mask is not of bool, or its sizes are not the tensor's first ones.</exception>
    public static Tensor Attach(Tensor values, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(values);
        masks.Remove(values);
        if (mask is null) return values;
        Check(nameof(SequenceMask), values, mask);
        masks.Add(values, mask);
        return values;
    }

    /// <summary>Refuses what is no mask of the sequences.</summary>
    /// <exception cref="ShapeException">It is none.</exception>
    internal static void Check(string where, Tensor values, Tensor mask)
    {
        if (mask.dtype == ScalarType.Bool && Masked.Fits(mask, values)) return;
        throw new ShapeException(where, $"a bool mask whose sizes are the first ones of {Shape.Of(values)}", $"a {mask.dtype} mask {Shape.Of(mask)}",
            "Give one true or false a step, [batch, time]: lengths become one by arange(time) < lengths.unsqueeze(1).");
    }

    /// <summary>Hands the masks of a layer's inputs on to its outputs that carry none: a step is real where all inputs say so.</summary>
    internal static void HandOn(IEnumerable<Tensor> inputs, IEnumerable<Tensor> outputs)
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
