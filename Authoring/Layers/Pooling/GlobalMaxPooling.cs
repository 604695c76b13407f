using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What global max pooling over 1 to 3 dimensions has in common: the largest value of each channel.</summary>
public abstract class GlobalMaxPooling : GlobalPooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, bool, string?)"/>
    private protected GlobalMaxPooling(int rank, bool keepDims, bool overTime, string? name) : base(rank, keepDims, overTime, name) { }

    private protected override Tensor Reduce(Tensor input, long[] space) => input.amax(space, KeepDims);

    private protected override Tensor ReduceKept(Tensor input, Tensor mask)
    {
        using Scalar zero = 0, lowest = double.NegativeInfinity;
        var kept = input.masked_fill(mask.logical_not(), lowest).amax([1], KeepDims);
        return kept.masked_fill(mask.any(1, KeepDims).logical_not(), zero);
    }
}
