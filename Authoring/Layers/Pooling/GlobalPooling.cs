using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What pooling over all of space has in common: <c>[batch, channels, ...]</c> to <c>[batch, channels]</c>.</summary>
public abstract class GlobalPooling : Layer
{
    private readonly int rank;

    /// <summary>Pooling of all values of a channel.</summary>
    /// <param name="rank">The dimensions of space.</param>
    /// <param name="keepDims">Whether the dimensions of space stay, with size 1.</param>
    /// <param name="name">A name for summaries.</param>
    private protected GlobalPooling(int rank, bool keepDims, string? name) : base(name) => (this.rank, KeepDims) = (rank, keepDims);

    /// <summary>Whether the dimensions of space stay, with size 1.</summary>
    public bool KeepDims { get; }

    private protected override InputLayout Layout => InputLayout.Space(rank);

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        CheckInput(input);
        return Reduce(input, [.. Enumerable.Range(2, rank)]);
    }

    /// <inheritdoc/>
    protected sealed override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return [input[0], input[1], .. Enumerable.Repeat(1L, KeepDims ? rank : 0)];
    }

    private protected abstract Tensor Reduce(Tensor input, long[] space);
}
