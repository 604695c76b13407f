using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What pooling over all of space has in common: <c>[batch, channels, ...]</c> to <c>[batch, channels]</c>.</summary>
public abstract class GlobalPooling : Layer
{
    private readonly int rank;

    private readonly bool overTime;

    /// <summary>Pooling of all values of a channel.</summary>
    /// <param name="rank">The dimensions of space.</param>
    /// <param name="keepDims">Whether the dimensions of space stay, with size 1.</param>
    /// <param name="overTime">Whether inputs are sequences, <c>[batch, time, features]</c>, whose steps are pooled without the padding that their <see cref="SequenceMask"/> tells of.
    /// Default false: <c>[batch, channels, length]</c>.</param>
    /// <param name="name">A name for summaries.</param>
    private protected GlobalPooling(int rank, bool keepDims, bool overTime, string? name) : base(name) => (this.rank, KeepDims, this.overTime) = (rank, keepDims, overTime);

    /// <summary>Whether the dimensions of space stay, with size 1.</summary>
    public bool KeepDims { get; }

    private protected override InputLayout Layout => overTime ? InputLayout.Time : InputLayout.Space(rank);

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        CheckInput(input);
        if (!overTime) return Reduce(input, [.. Enumerable.Range(2, rank)]);
        return SequenceMask.OfSteps(Where, input) is { } mask ? ReduceKept(input, mask.unsqueeze(-1)) : Reduce(input, [1]);
    }

    /// <inheritdoc/>
    protected sealed override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (overTime) return KeepDims ? [input[0], 1, input[2]] : [input[0], input[2]];
        return [input[0], input[1], .. Enumerable.Repeat(1L, KeepDims ? rank : 0)];
    }

    private protected abstract Tensor Reduce(Tensor input, long[] space);

    /// <summary>The same of sequences <c>[batch, time, features]</c> without their padding, zeros where there is nothing else.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="mask">True for the steps that are real, <c>[batch, time, 1]</c>.</param>
    private protected abstract Tensor ReduceKept(Tensor input, Tensor mask);
}
