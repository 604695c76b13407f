using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What layers that add or take margins have in common: sizes before and after each dimension of space.</summary>
public abstract class Margins : Layer
{
    private readonly (long Before, long After)[] margins;
    private readonly int sign;

    /// <summary>A layer without weights.</summary>
    /// <param name="rank">The dimensions of space.</param>
    /// <param name="sizes">One for all sides, one for each dimension, or before and after of each dimension in order.</param>
    /// <param name="sizesName">The parameter's name.</param>
    /// <param name="sign">1 adds, -1 takes away.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">There are other numbers of sizes, or one is negative.</exception>
    private protected Margins(int rank, Shape sizes, string sizesName, int sign, string? name) : base(name)
    {
        this.sign = sign;
        if (sizes.Count != 1 && sizes.Count != rank && sizes.Count != 2 * rank || sizes.Any(size => size < 0))
        {
            var numbers = string.Join(" or ", new[] { 1, rank, 2 * rank }.Distinct());
            throw new ConfigException(Where, $"{sizesName} of {numbers} sizes, each 0 or more", $"{sizes}", "Give one for all sides, one for each dimension, or before and after of each.");
        }
        margins = [.. Enumerable.Range(0, rank).Select(i => sizes.Count == 2 * rank ? (sizes[2 * i], sizes[2 * i + 1]) : (sizes[sizes.Count == 1 ? 0 : i], sizes[sizes.Count == 1 ? 0 : i]))];
    }

    private protected override InputLayout Layout => InputLayout.Space(margins.Length);

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        CheckInput(input);
        return sign > 0 ? Pad(input) : Crop(input);
    }

    /// <inheritdoc/>
    protected sealed override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return [input[0], input[1], .. margins.Select((margin, i) => input[i + 2] < 0 ? -1 : Changed(input, i, sign * (margin.Before + margin.After)))];
    }

    private Tensor Pad(Tensor input) => nn.functional.pad(input, [.. margins.Reverse().SelectMany(margin => new[] { margin.Before, margin.After })]);

    private Tensor Crop(Tensor input)
    {
        var shape = Shape.Of(input);
        foreach (var (i, margin) in margins.Index())
        {
            var size = Changed(shape, i, -margin.Before - margin.After);
            if (size != shape[i + 2]) input = input.slice(i + 2, margin.Before, margin.Before + size, 1);
        }
        return input;
    }

    private long Changed(Shape input, int dimension, long change) => input[dimension + 2] + change is > 0 and var size ? size
        : throw new ShapeException(Where, $"more than {-change} in dimension {dimension + 2}, which are taken away", $"an input {input}", "Give a larger input, or take less.");
}
