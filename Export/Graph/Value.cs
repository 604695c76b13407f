namespace OnnxForge.Export;

/// <summary>A tensor that flows through a <see cref="Graph"/>: an input, a constant, or an output of a node. Compared by identity.</summary>
internal sealed class Value
{
    internal Value(string name, DataType type, IReadOnlyList<Dimension>? shape, bool isInput = false, ConstantTensor? constant = null)
    {
        Name = name;
        Type = type;
        Shape = shape;
        IsInput = isInput;
        Constant = constant;
    }

    /// <summary>The name in the file, unique in the graph; <see cref="Graph.Rename"/> keeps it so.</summary>
    public string Name { get; set; }

    /// <summary>The element type; <see cref="DataType.Undefined"/> when it is not known.</summary>
    public DataType Type { get; set; }

    /// <summary>The sizes, empty for a scalar; null when not even their number is known.</summary>
    public IReadOnlyList<Dimension>? Shape { get; set; }

    /// <summary>The node that computes the value; null for an input or a constant.</summary>
    public Node? Producer { get; internal set; }

    /// <summary>The content, when the value is a constant.</summary>
    public ConstantTensor? Constant { get; }

    /// <summary>Whether the caller of the model passes the value.</summary>
    public bool IsInput { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {GraphPrinter.TypeText(Type, Shape)}";
}
