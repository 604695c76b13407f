using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The dimensions of each sample in another order; <c>new Permute([2, 1])</c> turns <c>[batch, time, features]</c> into <c>[batch, features, time]</c>.</summary>
[CustomObject("onnxforge/permute")]
public sealed class Permute : Layer
{
    /// <summary>A layer without weights.</summary>
    /// <param name="dims">Which dimension comes at each place; the first behind the batch is 1.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">A dimension is missing or comes twice.</exception>
    public Permute(IReadOnlyList<int> dims, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(dims);
        if (!dims.Order().SequenceEqual(Enumerable.Range(1, dims.Count)))
            throw new ConfigException(Where, $"each dimension from 1 to {dims.Count} once", $"[{string.Join(", ", dims)}]", "Count dimensions behind the batch from 1.");
        Dims = dims;
    }

    /// <summary>Which dimension comes at each place.</summary>
    public IReadOnlyList<int> Dims { get; }

    private protected override InputLayout Layout => new(string.Join(", ", ["batch", .. Dims.Select((_, place) => $"size {place + 1}")]));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        return input.permute([0, .. Dims.Select(dim => (long)dim)]);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return [input[0], .. Dims.Select(dim => input[dim])];
    }
}
