using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What average pooling over 1 to 3 dimensions has in common: the mean of each window's values, added ones left out.</summary>
public abstract class AveragePooling : Pooling
{
    /// <inheritdoc cref="Pooling(int, Shape?, Shape?, PaddingMode, string?)"/>
    private protected AveragePooling(int rank, Shape? poolSize, Shape? strides, PaddingMode padding, string? name) : base(rank, poolSize, strides, padding, name) { }

    private protected override Tensor Pool(Tensor input)
    {
        var (x, padding) = Windows.Pad(input);
        if (ReferenceEquals(x, input)) return Mean(x, padding);
        // Each mean of the padded input counts zeros; that of the padded ones is the part of the window that is input.
        var (known, none) = Windows.Pad(ones([1, 1, .. input.shape[2..]], input.dtype, input.device));
        return Mean(x, padding) / Mean(known, none);
    }

    private Tensor Mean(Tensor x, long[] padding)
    {
        var (size, strides) = (PoolSize.ToArray(), Strides.ToArray());
        return Windows.Rank switch
        {
            1 => nn.functional.avg_pool1d(x, size[0], strides[0], padding[0], count_include_pad: false),
            2 => nn.functional.avg_pool2d(x, size, strides, padding, count_include_pad: false),
            _ => nn.functional.avg_pool3d(x, size, strides, padding, count_include_pad: false),
        };
    }
}
