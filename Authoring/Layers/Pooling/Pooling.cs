using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What pooling over 1 to 3 dimensions has in common: <c>[batch, channels, ...]</c> to the same with smaller sizes.</summary>
public abstract class Pooling : Layer
{
    /// <summary>Pooling of windows.</summary>
    /// <param name="rank">The dimensions of space.</param>
    /// <param name="poolSize">The window, one size for each dimension or one for all; default 2.</param>
    /// <param name="strides">The window's steps, likewise; default the window's size.</param>
    /// <param name="padding">Valid (the default) or Same; what is added counts for nothing.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">A size is below 1, there is another number of sizes, or the padding is causal.</exception>
    private protected Pooling(int rank, Shape? poolSize, Shape? strides, PaddingMode padding, string? name) : base(name)
    {
        if (padding == PaddingMode.Causal) throw new ConfigException(Where, "padding Valid or Same", "Causal", "Choose one of these.");
        var size = Settings.Sizes(rank, poolSize, [2], Where, "poolSize");
        Windows = Windows.Of(rank, Where, "poolSize", size, strides, null, padding, defaultStrides: size);
    }

    /// <summary>The window, a size for each dimension.</summary>
    public Shape PoolSize => Windows.Size;

    /// <summary>The window's steps, one for each dimension.</summary>
    public Shape Strides => Windows.Strides;

    /// <summary>Valid or Same.</summary>
    public PaddingMode Padding => Windows.Padding;

    private protected Windows Windows { get; }

    private protected override InputLayout Layout => InputLayout.Space(Windows.Rank);

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        CheckInput(input);
        return Pool(input);
    }

    /// <inheritdoc/>
    protected sealed override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Windows.Output(input, input[1]);
    }

    private protected abstract Tensor Pool(Tensor input);
}
