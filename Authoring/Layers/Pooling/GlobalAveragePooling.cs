using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What global average pooling over 1 to 3 dimensions has in common: the mean of each channel.</summary>
public abstract class GlobalAveragePooling : GlobalPooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, string?)"/>
    private protected GlobalAveragePooling(int rank, bool keepDims, string? name) : base(rank, keepDims, name) { }

    private protected override Tensor Reduce(Tensor input, long[] space) => input.mean(space, KeepDims);
}
