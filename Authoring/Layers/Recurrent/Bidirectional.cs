using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Two recurrent layers that read the sequence in both directions, each with weights of its own; outputs of all times stand at their time.</summary>
/// <remarks>States are those of the forward layer and, behind them, those of the backward one. A step that is padding gets zeros.</remarks>
[CustomObject("onnxforge/bidirectional")]
public sealed class Bidirectional : SequenceLayer
{
    private readonly Recurrent backward;

    /// <summary>A layer of two directions.</summary>
    /// <param name="layer">The layer that reads forward; the other one is made as it is.</param>
    /// <param name="mergeMode">How their outputs become one; default one behind the other.</param>
    /// <param name="backwardLayer">The layer that reads backward, where it is another one: its <c>goBackwards</c> differs from the first one's.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">The two layers read in one direction, or one gives all outputs, or its states, and the other one does not.</exception>
    public Bidirectional(Recurrent layer, MergeMode mergeMode = MergeMode.Concat, Recurrent? backwardLayer = null, string? name = null) : base(layer?.ReturnSequences ?? false, layer?.ReturnState ?? false, name)
    {
        ArgumentNullException.ThrowIfNull(layer);
        (Layer, MergeMode, BackwardLayer) = (layer, mergeMode, backwardLayer);
        backward = backwardLayer ?? Opposite(layer);
        if (backward.GoBackwards == layer.GoBackwards || backward.ReturnSequences != layer.ReturnSequences || backward.ReturnState != layer.ReturnState)
            throw new ConfigException(Where, "two layers that differ in goBackwards and agree in returnSequences and returnState", "others", "Correct backwardLayer, or leave it out.");
    }

    /// <summary>The layer that reads forward.</summary>
    public Recurrent Layer { get; }

    /// <summary>How their outputs become one.</summary>
    public MergeMode MergeMode { get; }

    /// <summary>The layer that reads backward, where it was given.</summary>
    public Recurrent? BackwardLayer { get; }

    internal override IReadOnlyList<int> StateSizes => [.. Layer.StateSizes, .. backward.StateSizes];

    private protected override TensorSpec OutputOf(TensorSpec input)
    {
        var (first, second) = (Layer.InferOutputs(input)[0], backward.InferOutputs(input)[0]);
        if (MergeMode == MergeMode.Concat) return first with { Shape = [.. first.Shape.SkipLast(1), first.Shape[^1] + second.Shape[^1]] };
        if (!first.Shape.Equals(second.Shape)) throw new ShapeException(Where, "two outputs of one shape", $"{first.Shape} and {second.Shape}", "Give both layers the same units, or merge with Concat.");
        return first;
    }

    private protected override (Tensor Output, IReadOnlyList<Tensor> States) Run(Tensor input, IReadOnlyList<Tensor> states, Tensor? mask, bool wantsStates)
    {
        var own = states.Count == 0 ? 0 : Layer.StateSizes.Count;
        var (first, firstLast) = InTime(Layer, input, [.. states.Take(own)], mask, wantsStates);
        var (second, secondLast) = InTime(backward, input, [.. states.Skip(own)], mask, wantsStates);
        using Scalar half = 0.5;
        var merged = MergeMode switch
        {
            MergeMode.Concat => cat([first, second], -1),
            MergeMode.Sum => first + second,
            MergeMode.Mul => first * second,
            _ => (first + second).mul(half),
        };
        return (merged, [.. firstLast, .. secondLast]);
    }

    // The directions repeat different outputs at a step that is padding, so that it gets zeros, as in Keras.
    private static (Tensor Output, IReadOnlyList<Tensor> States) InTime(Recurrent layer, Tensor input, IReadOnlyList<Tensor> states, Tensor? mask, bool wantsStates)
    {
        var (output, last) = layer.Call(input, states, mask, wantsStates);
        if (!layer.ReturnSequences) return (output, last);
        if (layer.GoBackwards) output = output.flip(1);
        using Scalar zero = 0;
        return (mask is null ? output : output.masked_fill(mask.logical_not().unsqueeze(-1), zero), last);
    }

    // A layer is its constructor, so that another one of the other direction comes from the same arguments.
    private static Recurrent Opposite(Recurrent layer)
    {
        var rule = ConstructorRule.Of(layer.GetType());
        var arguments = rule.Parameters.Select(parameter => parameter.Property.Name == nameof(Recurrent.GoBackwards) ? !layer.GoBackwards : parameter.Property.GetValue(layer));
        return (Recurrent)rule.Create([.. arguments]);
    }
}
