using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What max pooling over 1 to 3 dimensions has in common: the largest value of each window.</summary>
public abstract class MaxPooling : Pooling
{
    /// <inheritdoc cref="Pooling(int, Shape?, Shape?, PaddingMode, string?)"/>
    private protected MaxPooling(int rank, Shape? poolSize, Shape? strides, PaddingMode padding, string? name) : base(rank, poolSize, strides, padding, name) { }

    private protected override Tensor Pool(Tensor input)
    {
        var (x, padding) = Windows.Pad(input, double.NegativeInfinity);
        var (size, strides) = (PoolSize.ToArray(), Strides.ToArray());
        return Windows.Rank switch
        {
            1 => nn.functional.max_pool1d(x, size[0], strides[0], padding[0]),
            2 => nn.functional.max_pool2d(x, size, strides, padding),
            _ => nn.functional.max_pool3d(x, size, strides, padding),
        };
    }
}
