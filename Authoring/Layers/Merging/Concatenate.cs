using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Joins tensors along one dimension.</summary>
/// <param name="axis">The dimension, counted from the end where negative, default the last; the batch, 0, cannot be joined along.</param>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/concatenate")]
public sealed class Concatenate(int axis = -1, string? name = null) : Layer<Tensor[], Tensor>(name)
{
    /// <summary>The dimension, counted from the end where negative.</summary>
    public int Axis { get; } = axis != 0 ? axis : throw new ConfigException(nameof(Concatenate), "a dimension behind the batch", "0", "Join along another one; -1 is the last.");

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Joined([.. input.Select(Shape.Of)]);
        var output = cat(input, Axis);
        var masks = input.Select(SequenceMask.Of).OfType<Tensor>().ToArray();
        if (Settings.Axis(Axis, (int)output.dim(), Where) != 1) SequenceMask.HandOn(input, [output]);
        else if (masks.Length == input.Length) SequenceMask.Attach(output, cat(masks, 1));
        return output;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [inputs[0] with { Shape = Joined([.. inputs.Select(input => input.Shape)]) }];
    }

    private Shape Joined(IReadOnlyList<Shape> shapes)
    {
        var first = shapes[0];
        int joined = Settings.Axis(Axis, first.Count, Where);
        var fit = shapes.All(shape => shape.Count == first.Count
            && shape.Index().All(size => size.Index == joined || size.Item == first[size.Index] || size.Item < 0 || first[size.Index] < 0));
        if (!fit) throw new ShapeException(Where, $"inputs that differ in dimension {Axis} alone", string.Join(" and ", shapes), "Reshape them, or join along another dimension.");
        var sizes = first.ToArray();
        sizes[joined] = shapes.All(shape => shape[joined] >= 0) ? shapes.Sum(shape => shape[joined]) : -1;
        return Shape.Create(sizes);
    }
}
