using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What global max pooling over 1 to 3 dimensions has in common: the largest value of each channel.</summary>
public abstract class GlobalMaxPooling : GlobalPooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, string?)"/>
    private protected GlobalMaxPooling(int rank, bool keepDims, string? name) : base(rank, keepDims, name) { }

    private protected override Tensor Reduce(Tensor input, long[] space) => input.amax(space, KeepDims);
}
