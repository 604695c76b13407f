namespace OnnxForge.Export;

/// <summary>One call of an ONNX operator. Compared by identity.</summary>
internal sealed class Node
{
    private readonly Value?[] inputs;

    internal Node(string name, string opType, string domain, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs, IReadOnlyList<NodeAttribute> attributes, NodeOrigin? origin)
    {
        Name = name;
        OpType = opType;
        Domain = domain;
        Origin = origin;
        this.inputs = [.. inputs];
        Outputs = [.. outputs];
        Attributes = [.. attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal)];
    }

    /// <summary>The name in the file, unique among nodes.</summary>
    public string Name { get; set; }

    /// <summary>The operator, such as <c>MatMul</c>.</summary>
    public string OpType { get; }

    /// <summary>The operator's domain; empty for ONNX's own.</summary>
    public string Domain { get; }

    /// <summary>The arguments in order; null for an optional one that is left out.</summary>
    public IReadOnlyList<Value?> Inputs => inputs;

    /// <summary>The results in order.</summary>
    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>The attributes, sorted by name.</summary>
    public IReadOnlyList<NodeAttribute> Attributes { get; }

    /// <summary>The traced code behind the node, when there is one.</summary>
    public NodeOrigin? Origin { get; }

    /// <summary>The single result.</summary>
    /// <exception cref="InvalidOperationException">The node has no output, or more than one.</exception>
    public Value Output => Outputs.Single();

    /// <summary>Passes another value at one position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The node has no such position.</exception>
    public void SetInput(int index, Value? value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, inputs.Length);
        inputs[index] = value;
    }

    /// <summary>Gives the attribute of that name and kind, or null.</summary>
    public T? Attribute<T>(string name) where T : NodeAttribute => Attributes.OfType<T>().FirstOrDefault(attribute => attribute.Name == name);

    /// <inheritdoc/>
    public override string ToString() => GraphPrinter.NodeText(this);
}
