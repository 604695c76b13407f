using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The products of two inputs' vectors, sample by sample: each loses its dimension of the sum, and the rest of both remains; two <c>[batch, n]</c> give <c>[batch, 1]</c>.</summary>
[CustomObject("onnxforge/dot")]
public sealed class Dot : Layer<Tensor[], Tensor>
{
    /// <summary>A layer without weights.</summary>
    /// <param name="axes">The dimension of each input that is summed over, counted from the end where negative, or one for both; default the last.</param>
    /// <param name="normalize">Whether vectors are divided by their norms first, which gives the cosine of their angle.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">There are other than 1 or 2 dimensions, or the batch is among them.</exception>
    public Dot(IReadOnlyList<int>? axes = null, bool normalize = false, string? name = null) : base(name)
    {
        Axes = axes ?? [-1];
        if (Axes.Count is not (1 or 2) || Axes.Contains(0))
            throw new ConfigException(Where, "1 or 2 dimensions behind the batch", $"[{string.Join(", ", Axes)}]", "Give the dimension to sum over of each input, or one for both.");
        Normalize = normalize;
    }

    /// <summary>The dimension of each input that is summed over, or one for both.</summary>
    public IReadOnlyList<int> Axes { get; }

    /// <summary>Whether vectors are divided by their norms first.</summary>
    public bool Normalize { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var output = Joined([.. input.Select(Shape.Of)]);
        if (input[0].dtype != input[1].dtype)
            throw new DataException(Where, "inputs of one type", $"{input[0].dtype} and {input[1].dtype}", "Convert one of them.");
        var vectors = input.Select((tensor, i) => Vectors(tensor, Axis(i, (int)tensor.dim()))).ToArray();
        return bmm(vectors[0], vectors[1].transpose(1, 2)).reshape([input[0].shape[0], .. output.Skip(1)]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [inputs[0] with { Shape = Joined([.. inputs.Select(input => input.Shape)]) }];
    }

    // [batch, the rest, the sum's dimension]
    private Tensor Vectors(Tensor input, int axis)
    {
        if (Normalize) input = nn.functional.normalize(input, dim: axis);
        long[] order = [.. Enumerable.Range(0, (int)input.dim()).Where(i => i != axis), axis];
        var last = input.permute(order);
        return input.dim() == 2 ? last.unsqueeze(1) : last.flatten(1, -2);
    }

    private int Axis(int input, int rank) => Settings.Axis(Axes[Axes.Count == 1 ? 0 : input], rank, Where);

    private Shape Joined(IReadOnlyList<Shape> shapes)
    {
        if (shapes.Count != 2 || shapes.Any(shape => shape.Count < 2))
            throw new ShapeException(Where, "2 inputs [batch, ..., vector]", string.Join(" and ", shapes), "Give it the two tensors to multiply.");
        var (first, second) = (Axis(0, shapes[0].Count), Axis(1, shapes[1].Count));
        var fit = shapes[0][first] == shapes[1][second] || shapes[0][first] < 0 || shapes[1][second] < 0;
        if (!fit || (shapes[0][0] != shapes[1][0] && shapes[0][0] >= 0 && shapes[1][0] >= 0))
            throw new ShapeException(Where, "inputs of one batch whose summed dimensions have one size", string.Join(" and ", shapes), "Correct the axes, or the inputs.");
        long[] rest = [.. shapes[0].Where((_, i) => i > 0 && i != first), .. shapes[1].Where((_, i) => i > 0 && i != second)];
        return [shapes[0][0], .. rest.Length == 0 ? [1] : rest];
    }
}
