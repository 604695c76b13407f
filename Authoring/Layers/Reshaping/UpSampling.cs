using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What upsampling of 1 to 3 dimensions has in common: each size is multiplied.</summary>
public abstract class UpSampling : Layer
{
    /// <summary>A layer without weights.</summary>
    /// <param name="rank">The dimensions of space.</param>
    /// <param name="size">By how much, one for each dimension or one for all, 1 or more; default 2.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">There is another number of sizes, or one is below 1.</exception>
    private protected UpSampling(int rank, Shape? size, string? name) : base(name) => Size = Settings.Sizes(rank, size, [2], Where, "size");

    /// <summary>By how much each dimension is multiplied.</summary>
    public Shape Size { get; }

    private protected override InputLayout Layout => InputLayout.Space(Size.Count);

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        CheckInput(input);
        return Enlarge(input);
    }

    /// <inheritdoc/>
    protected sealed override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return [input[0], input[1], .. Size.Select((size, i) => input[i + 2] < 0 ? -1 : input[i + 2] * size)];
    }

    private protected virtual Tensor Enlarge(Tensor input) =>
        nn.functional.interpolate(input, scale_factor: [.. Size.Select(size => (double)size)], mode: InterpolationMode.Nearest);
}
