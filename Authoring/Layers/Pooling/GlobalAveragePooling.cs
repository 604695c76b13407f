using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What global average pooling over 1 to 3 dimensions has in common: the mean of each channel.</summary>
public abstract class GlobalAveragePooling : GlobalPooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, bool, string?)"/>
    private protected GlobalAveragePooling(int rank, bool keepDims, bool overTime, string? name) : base(rank, keepDims, overTime, name) { }

    private protected override Tensor Reduce(Tensor input, long[] space) => input.mean(space, KeepDims);

    private protected override Tensor ReduceKept(Tensor input, Tensor mask)
    {
        using Scalar zero = 0, one = 1;
        return input.masked_fill(mask.logical_not(), zero).sum(1, KeepDims) / mask.sum(1, KeepDims).clamp_min(one).to(input.dtype);
    }
}
