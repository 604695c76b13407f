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
    public override Tensor forward(Tensor[] input) => cat(input, Axis);

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var first = inputs[0].Shape;
        int joined = Axis < 0 ? Axis + first.Count : Axis;
        var fit = joined >= 0 && joined < first.Count && inputs.All(input => input.Shape.Count == first.Count
            && input.Shape.Index().All(size => size.Index == joined || size.Item == first[size.Index] || size.Item < 0 || first[size.Index] < 0));
        if (!fit)
        {
            throw new ShapeException($"Concatenate {GetName()}", $"inputs that differ in dimension {Axis} alone", string.Join(" and ", inputs.Select(input => input.Shape)),
                "Reshape them, or join along another dimension.");
        }
        var sizes = first.ToArray();
        sizes[joined] = inputs.All(input => input.Shape[joined] >= 0) ? inputs.Sum(input => input.Shape[joined]) : -1;
        return [inputs[0] with { Shape = Shape.Create(sizes) }];
    }
}
