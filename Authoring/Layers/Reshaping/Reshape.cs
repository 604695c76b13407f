using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Each sample in another shape with the same values in the same order.</summary>
[CustomObject("onnxforge/reshape")]
public sealed class Reshape : Layer
{
    /// <summary>A layer without weights.</summary>
    /// <param name="targetShape">The shape without the batch; one size may be -1, which follows from the others.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">More than one size is -1.</exception>
    public Reshape(Shape targetShape, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(targetShape);
        if (targetShape.Count(size => size < 0) > 1) throw new ConfigException(Where, "a shape with one size of -1 at most", $"{targetShape}", "Give the other sizes.");
        TargetShape = targetShape;
    }

    /// <summary>The shape without the batch.</summary>
    public Shape TargetShape { get; }

    private protected override InputLayout Layout => InputLayout.Any;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        var shape = input.shape;
        return input.reshape([shape[0], .. Target(Shape.Create(shape)).Skip(1)]);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Target(input);
    }

    private Shape Target(Shape input)
    {
        if (input.Skip(1).Contains(-1)) return [input[0], .. TargetShape];
        var values = input.Skip(1).Aggregate(1L, (product, size) => product * size);
        var known = TargetShape.Where(size => size >= 0).Aggregate(1L, (product, size) => product * size);
        if (TargetShape.Contains(-1) ? known == 0 || values % known != 0 : values != known)
            throw new ShapeException(Where, $"{values} values in each sample's new shape", $"{TargetShape}", "Correct the target shape.");
        return [input[0], .. TargetShape.Select(size => size < 0 ? values / known : size)];
    }
}
