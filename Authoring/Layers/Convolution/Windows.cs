using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Windows that move over the dimensions behind batch and channels.</summary>
/// <param name="Where">The layer, for messages.</param>
/// <param name="Size">The window's size in each dimension.</param>
/// <param name="Strides">The steps.</param>
/// <param name="Dilation">The distance between a window's elements.</param>
/// <param name="Padding">What is added around the input.</param>
internal sealed record Windows(string Where, Shape Size, Shape Strides, Shape Dilation, PaddingMode Padding)
{
    public int Rank => Size.Count;

    /// <summary>The checked windows; single sizes stand for every dimension.</summary>
    /// <exception cref="ConfigException">Sizes are missing or too small, or causal padding has more than one dimension.</exception>
    public static Windows Of(int rank, string where, string sizeName, Shape size, Shape? strides, Shape? dilation, PaddingMode padding, Shape? defaultStrides = null)
    {
        if (padding == PaddingMode.Causal && rank > 1) throw new ConfigException(where, "padding Valid or Same", "Causal, which is for one dimension", "Choose one of these.");
        return new Windows(where, Settings.Sizes(rank, size, [1], where, sizeName), Settings.Sizes(rank, strides, defaultStrides ?? [1], where, "strides"),
            Settings.Sizes(rank, dilation, [1], where, "dilationRate"), padding);
    }

    /// <summary>What the window covers in a dimension, gaps included.</summary>
    public long Extent(int dimension) => (Size[dimension] - 1) * Dilation[dimension] + 1;

    /// <summary>The output's shape, its channels as given; -1 where not known.</summary>
    /// <exception cref="ShapeException">The input is smaller than a window.</exception>
    public Shape Output(Shape input, long channels) => [input[0], channels, .. Enumerable.Range(0, Rank).Select(i => Output(input, i))];

    /// <summary>The input with what must be added to it, and what libtorch adds by itself: the same before and after.</summary>
    /// <exception cref="ShapeException">The input is smaller than a window.</exception>
    public (Tensor Input, long[] Symmetric) Pad(Tensor input, double value = 0)
    {
        var shape = Shape.Of(input);
        for (var i = 0; i < Rank; i++) Output(shape, i);
        var pads = Enumerable.Range(0, Rank).Select(i => Pads(shape[i + 2], i)).ToArray();
        if (pads.All(pad => pad.Before == pad.After)) return (input, [.. pads.Select(pad => pad.Before)]);
        return (nn.functional.pad(input, [.. pads.Reverse().SelectMany(pad => new[] { pad.Before, pad.After })], value: value), new long[Rank]);
    }

    private long Output(Shape input, int dimension)
    {
        var size = input[dimension + 2];
        if (size < 0) return -1;
        if (Padding != PaddingMode.Valid) return (size + Strides[dimension] - 1) / Strides[dimension];
        if (size >= Extent(dimension)) return (size - Extent(dimension)) / Strides[dimension] + 1;
        throw new ShapeException(Where, $"{Extent(dimension)} or more in dimension {dimension + 2}, what a window covers", $"an input {input}", "Give a larger input, or use PaddingMode.Same.");
    }

    private (long Before, long After) Pads(long size, int dimension)
    {
        if (Padding == PaddingMode.Valid) return (0, 0);
        var (extent, stride) = (Extent(dimension), Strides[dimension]);
        if (Padding == PaddingMode.Causal) return (extent - 1, 0);
        var total = stride == 1 ? extent - 1 : Math.Max(0, ((size + stride - 1) / stride - 1) * stride + extent - size);
        return (total / 2, total - total / 2);
    }
}
