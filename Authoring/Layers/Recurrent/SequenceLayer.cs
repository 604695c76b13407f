using OnnxForge.Authoring.Native;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What layers that carry a state from step to step have in common: <c>[batch, time, features]</c> to <c>[batch, units]</c>, the last output, or <c>[batch, time, units]</c>,
/// all of them.</summary>
/// <remarks>
/// <para><c>call(x)</c> starts at zeros and gives the output. <see cref="CallWithStates(Tensor, IReadOnlyList{Tensor}?, Tensor?)"/> starts at given states and gives the last ones too,
/// of tensors and of places in a functional model, whose inputs and outputs they can be under names.</para>
/// <para>Where the input carries a <see cref="SequenceMask"/>, a step that is padding leaves the states as they are and repeats the output before it, zeros at the beginning.</para>
/// </remarks>
public abstract class SequenceLayer : Layer
{
    // call takes the input alone: what comes with it reaches forward here, past the hooks in between.
    [ThreadStatic]
    private static StateCall? pending;

    /// <summary>A layer that is not built yet.</summary>
    private protected SequenceLayer(bool returnSequences, bool returnState, string? name) : base(name) => (ReturnSequences, ReturnState) = (returnSequences, returnState);

    /// <summary>Whether all outputs are given, or the last one.</summary>
    public bool ReturnSequences { get; }

    /// <summary>Whether the last states stand behind the output in a functional model.</summary>
    public bool ReturnState { get; }

    /// <summary>The size of each state, in order.</summary>
    internal abstract IReadOnlyList<int> StateSizes { get; }

    /// <summary>Whether the outputs come from the sequence's end to its beginning.</summary>
    private protected virtual bool Reversed => false;

    private protected override InputLayout Layout => InputLayout.Sequence;

    /// <summary>A weight that the input meets; null where the layers inside see to it.</summary>
    private protected virtual Tensor? InputWeight => null;

    /// <summary>The output and the last states, from given first ones.</summary>
    /// <param name="input">The sequences, <c>[batch, time, features]</c>.</param>
    /// <param name="states">The first states, each <c>[batch, units]</c>; null or none means zeros.</param>
    /// <param name="mask">True for the steps that are real, bool <c>[batch, time]</c>; null means the mask that the input carries, if any.</param>
    /// <returns>The output, and the states after the last step that is real.</returns>
    /// <exception cref="ShapeException">Input, states or mask do not fit.</exception>
    /// <exception cref="DataException">The input is not of the weights' type, or the states are not of the input's.</exception>
    public (Tensor Output, IReadOnlyList<Tensor> States) CallWithStates(Tensor input, IReadOnlyList<Tensor>? states = null, Tensor? mask = null) => Call(input, states ?? [], mask, wantsStates: true);

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        var given = Take();
        CheckInput(input, InputWeight);
        if (input.shape[1] == 0) throw new ShapeException(Where, "1 time step or more", $"an input {Shape.Of(input)}", "Leave out empty sequences.");
        CheckStates([.. given.States.Select(Shape.Of)], input.shape[0]);
        if (given.States.FirstOrDefault(state => state.dtype != input.dtype) is { } other && !Autocast.On)
            throw new DataException(Where, $"{input.dtype} states, as the input is", $"{other.dtype}", $"Convert them: state.to(ScalarType.{input.dtype}).");
        var mask = SequenceMask.OfSteps(Where, input, given.Mask);
        (var output, given.Last) = Run(input, given.States, mask, given.WantsStates);
        return mask is not null && ReturnSequences ? SequenceMask.Attach(output, Reversed ? mask.flip(1) : mask) : output;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var given = inputs.Skip(1).ToList();
        if (given.Count > 0 && given[^1].Type == ScalarType.Bool) given.RemoveAt(given.Count - 1);
        var batch = inputs[0].Shape[0];
        CheckStates([.. given.Select(state => state.Shape)], batch);
        var output = OutputOf(inputs[0]);
        return ReturnState ? [output, .. StateSizes.Select(size => output with { Shape = [batch, size] })] : [output];
    }

    /// <summary>Runs the layer as a part of another one.</summary>
    internal (Tensor Output, IReadOnlyList<Tensor> States) Call(Tensor input, IReadOnlyList<Tensor> states, Tensor? mask, bool wantsStates)
    {
        ArgumentNullException.ThrowIfNull(input);
        var outer = pending;
        var given = pending = new StateCall(this, states, mask, wantsStates);
        try
        {
            return (call(input), given.Last);
        }
        finally
        {
            pending = outer;
        }
    }

    /// <summary>Shape and type of the output.</summary>
    private protected abstract TensorSpec OutputOf(TensorSpec input);

    /// <summary>The output and, where wanted, the last states. Everything is checked; no states mean zeros.</summary>
    private protected abstract (Tensor Output, IReadOnlyList<Tensor> States) Run(Tensor input, IReadOnlyList<Tensor> states, Tensor? mask, bool wantsStates);

    // input, states or none, and a mask or none
    private protected sealed override IReadOnlyList<Tensor> CallFlat(IReadOnlyList<Tensor> inputs)
    {
        var mask = inputs.Count > 1 && inputs[^1].dtype == ScalarType.Bool ? inputs[^1] : null;
        var (output, states) = Call(inputs[0], [.. inputs.Skip(1).SkipLast(mask is null ? 0 : 1)], mask, ReturnState);
        return ReturnState ? [output, .. states] : [output];
    }

    private StateCall Take()
    {
        if (pending?.Layer != this) return new StateCall(this, [], null, WantsStates: false);
        var taken = pending;
        pending = null;
        return taken;
    }

    private void CheckStates(IReadOnlyList<Shape> states, long batch)
    {
        var fit = states.Count == 0 || (states.Count == StateSizes.Count && states.Zip(StateSizes).All(pair => pair.First is [var rows, var units]
            && (rows == batch || rows < 0 || batch < 0) && (units == pair.Second || units < 0)));
        if (fit) return;
        var rows = batch < 0 ? "batch" : $"{batch}";
        throw new ShapeException(Where, $"first states {string.Join(", ", StateSizes.Select(size => $"[{rows}, {size}]"))}, or none for zeros", string.Join(", ", states),
            "Give the states in the order in which the layer returns them.");
    }

    private sealed record StateCall(SequenceLayer Layer, IReadOnlyList<Tensor> States, Tensor? Mask, bool WantsStates)
    {
        public IReadOnlyList<Tensor> Last { get; set; } = [];
    }
}
