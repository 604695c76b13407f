using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What layers that join several inputs value by value have in common: sizes are equal, or 1 where one is repeated.</summary>
public abstract class Merge : Layer<Tensor[], Tensor>
{
    /// <summary>A layer without weights.</summary>
    private protected Merge(string? name) : base(name) { }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Joined([.. input.Select(Shape.Of)]);
        return Join(input);
    }

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [inputs[0] with { Shape = Joined([.. inputs.Select(input => input.Shape)]) }];
    }

    private protected abstract Tensor Join(Tensor[] inputs);

    /// <summary>Whether it takes this many inputs.</summary>
    private protected virtual bool Takes(int inputs) => inputs >= 2;

    /// <summary>How many inputs it takes, for messages.</summary>
    private protected virtual string Number => "2 inputs or more";

    private Shape Joined(IReadOnlyList<Shape> shapes)
    {
        if (!Takes(shapes.Count)) throw new ShapeException(Where, Number, $"{shapes.Count}", "Give it the tensors to join.");
        var sizes = shapes[0].ToArray();
        foreach (var shape in shapes.Skip(1))
        {
            var fit = shape.Count == sizes.Length && shape.Zip(sizes).All(pair => pair.First == pair.Second || pair.First is 1 or -1 || pair.Second is 1 or -1);
            if (!fit) throw new ShapeException(Where, "inputs whose sizes are equal or 1", string.Join(" and ", shapes), "Reshape them, so that they fit.");
            for (var i = 0; i < sizes.Length; i++)
            {
                if (sizes[i] == 1 || sizes[i] == -1 && shape[i] > 1) sizes[i] = shape[i];
            }
        }
        return Shape.Create(sizes);
    }
}
