using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A recurrent layer that reads the sequence in both directions, each with weights of its own; outputs of all times stand at their time.</summary>
[CustomObject("onnxforge/bidirectional")]
public sealed class Bidirectional : Layer
{
    private readonly Recurrent backward;

    /// <summary>A layer of two directions.</summary>
    /// <param name="layer">The layer that reads forward; the other one is made as it is.</param>
    /// <param name="mergeMode">How their outputs become one; default one behind the other.</param>
    /// <param name="backwardLayer">The layer that reads backward, where it is another one: its <c>goBackwards</c> differs from the first one's.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">The two layers read in one direction, or one gives all outputs and the other one does not.</exception>
    public Bidirectional(Recurrent layer, MergeMode mergeMode = MergeMode.Concat, Recurrent? backwardLayer = null, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(layer);
        (Layer, MergeMode, BackwardLayer) = (layer, mergeMode, backwardLayer);
        backward = backwardLayer ?? Reversed(layer);
        if (backward.GoBackwards == layer.GoBackwards || backward.ReturnSequences != layer.ReturnSequences)
            throw new ConfigException(Where, "two layers that differ in goBackwards and agree in returnSequences", "others", "Correct backwardLayer, or leave it out.");
    }

    /// <summary>The layer that reads forward.</summary>
    public Recurrent Layer { get; }

    /// <summary>How their outputs become one.</summary>
    public MergeMode MergeMode { get; }

    /// <summary>The layer that reads backward, where it was given.</summary>
    public Recurrent? BackwardLayer { get; }

    private protected override InputLayout Layout => InputLayout.Sequence;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        var (first, second) = (InTime(Layer, input), InTime(backward, input));
        using Scalar half = 0.5;
        return MergeMode switch
        {
            MergeMode.Concat => cat([first, second], -1),
            MergeMode.Sum => first + second,
            MergeMode.Mul => first * second,
            _ => (first + second).mul(half),
        };
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        var (first, second) = (Layer.InferOutputs(inputs)[0], backward.InferOutputs(inputs)[0]);
        if (MergeMode == MergeMode.Concat) return [first with { Shape = [.. first.Shape.SkipLast(1), first.Shape[^1] + second.Shape[^1]] }];
        if (!first.Shape.Equals(second.Shape)) throw new ShapeException(Where, "two outputs of one shape", $"{first.Shape} and {second.Shape}", "Give both layers the same units, or merge with Concat.");
        return [first];
    }

    private static Tensor InTime(Recurrent layer, Tensor input)
    {
        var output = layer.call(input);
        return layer.GoBackwards && layer.ReturnSequences ? output.flip(1) : output;
    }

    // A layer is its constructor, so that another one of the other direction comes from the same arguments.
    private static Recurrent Reversed(Recurrent layer)
    {
        var rule = ConstructorRule.Of(layer.GetType());
        var arguments = rule.Parameters.Select(parameter => parameter.Property.Name == nameof(Recurrent.GoBackwards) ? !layer.GoBackwards : parameter.Property.GetValue(layer));
        return (Recurrent)rule.Create([.. arguments]);
    }
}
