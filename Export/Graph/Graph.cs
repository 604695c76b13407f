using System.Globalization;

namespace OnnxForge.Export;

/// <summary>A dataflow graph: inputs and constants go in, nodes compute in order, outputs come out.</summary>
/// <remarks>The lists may be edited directly; <see cref="GraphVerifier"/> tells whether the graph still holds together.</remarks>
internal sealed class Graph
{
    private readonly NameScope valueNames = new();
    private readonly NameScope nodeNames = new();

    /// <summary>Makes an empty graph.</summary>
    public Graph(string name = "model") => Name = name;

    /// <summary>The graph's name in the file.</summary>
    public string Name { get; set; }

    /// <summary>What the caller passes, in order.</summary>
    public List<Value> Inputs { get; } = [];

    /// <summary>What the caller gets, in order; each the output of a node.</summary>
    public List<Value> Outputs { get; } = [];

    /// <summary>The constants in the order in which they stand in the file.</summary>
    public List<Value> Constants { get; } = [];

    /// <summary>The nodes, each after the producers of its inputs.</summary>
    public List<Node> Nodes { get; } = [];

    /// <summary>Adds an input under exactly this name.</summary>
    /// <param name="name">The name that callers will use.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The sizes, for example <c>[batch, 8]</c>.</param>
    /// <exception cref="InvalidGraphException">The name is empty or taken.</exception>
    public Value AddInput(string name, DataType type, IReadOnlyList<Dimension> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Reserve(name);
        var value = new Value(name, type, [.. shape], isInput: true);
        Inputs.Add(value);
        return value;
    }

    /// <summary>Adds a constant. Equal constants are not joined here; a pass does that.</summary>
    /// <param name="name">The wanted name; changed where it is invalid or taken. Null gives <c>constant</c>.</param>
    /// <param name="tensor">The content.</param>
    public Value AddConstant(string? name, ConstantTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var value = new Value(valueNames.Unique(name ?? "constant"), tensor.Type, [.. tensor.Dims.Select(Dimension.Of)], constant: tensor);
        Constants.Add(value);
        return value;
    }

    /// <summary>Appends a node; it and its outputs are named after its module and operator, for example <c>hidden1/MatMul</c>.</summary>
    /// <param name="opType">The ONNX operator.</param>
    /// <param name="inputs">The arguments; null for an optional one that is left out.</param>
    /// <param name="outputs">The type and shape of each result; a null shape is one that is not known.</param>
    /// <param name="attributes">The attributes, in any order; each name once.</param>
    /// <param name="domain">The operator's domain; empty for ONNX's own.</param>
    /// <param name="origin">The traced code behind the node.</param>
    public Node AddNode(
        string opType,
        IReadOnlyList<Value?> inputs,
        IReadOnlyList<(DataType Type, IReadOnlyList<Dimension>? Shape)> outputs,
        IReadOnlyList<NodeAttribute>? attributes = null,
        string domain = "",
        NodeOrigin? origin = null) => InsertNode(Nodes.Count, opType, inputs, outputs, attributes, domain, origin);

    /// <summary>Inserts a node before the one at <paramref name="index"/>; otherwise as <see cref="AddNode"/>.</summary>
    public Node InsertNode(
        int index,
        string opType,
        IReadOnlyList<Value?> inputs,
        IReadOnlyList<(DataType Type, IReadOnlyList<Dimension>? Shape)> outputs,
        IReadOnlyList<NodeAttribute>? attributes = null,
        string domain = "",
        NodeOrigin? origin = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(opType);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        var name = nodeNames.Unique(string.IsNullOrEmpty(origin?.ModulePath) ? opType : $"{origin.ModulePath}/{opType}");
        var results = outputs.Select((output, position) => new Value(
            valueNames.Unique(position == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}.{position}")), output.Type, output.Shape)).ToArray();
        var node = new Node(name, opType, domain, inputs, results, attributes ?? [], origin);
        foreach (var result in results)
        {
            result.Producer = node;
        }

        Nodes.Insert(index, node);
        return node;
    }

    /// <summary>Adds a constant under exactly this name, as a file gives it.</summary>
    /// <exception cref="InvalidGraphException">The name is empty or taken.</exception>
    public Value RestoreConstant(string name, ConstantTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Reserve(name);
        var value = new Value(name, tensor.Type, [.. tensor.Dims.Select(Dimension.Of)], constant: tensor);
        Constants.Add(value);
        return value;
    }

    /// <summary>Appends a node whose outputs have exactly these names, as a file gives them.</summary>
    /// <param name="name">The wanted name of the node; the operator's name when empty, and numbered when taken.</param>
    /// <param name="opType">The ONNX operator.</param>
    /// <param name="domain">The operator's domain.</param>
    /// <param name="inputs">The arguments.</param>
    /// <param name="outputNames">The outputs' names; an empty one, which in a file means a result left out, becomes a new name.</param>
    /// <param name="attributes">The attributes.</param>
    /// <param name="origin">The traced code behind the node.</param>
    /// <exception cref="InvalidGraphException">The name of an output is taken.</exception>
    public Node RestoreNode(
        string name, string opType, string domain, IReadOnlyList<Value?> inputs, IReadOnlyList<string> outputNames, IReadOnlyList<NodeAttribute> attributes, NodeOrigin? origin)
    {
        ArgumentNullException.ThrowIfNull(outputNames);
        var nodeName = name.Length > 0 && nodeNames.TryReserve(name) ? name : nodeNames.Unique(name.Length > 0 ? name : opType);
        var outputs = new List<Value>();
        foreach (var outputName in outputNames)
        {
            if (outputName.Length > 0)
            {
                Reserve(outputName);
            }

            outputs.Add(new Value(outputName.Length > 0 ? outputName : valueNames.Unique(nodeName + ".unused"), DataType.Undefined, null));
        }

        var node = new Node(nodeName, opType, domain, inputs, outputs, attributes, origin);
        outputs.ForEach(output => output.Producer = node);
        Nodes.Add(node);
        return node;
    }

    /// <summary>Gives a value exactly this name; its old one becomes free.</summary>
    /// <exception cref="InvalidGraphException">The name is empty or taken.</exception>
    public void Rename(Value value, string name)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Name == name)
        {
            return;
        }

        Reserve(name);
        valueNames.Release(value.Name);
        value.Name = name;
    }

    /// <summary>Puts a value in another's place in every node and in <see cref="Outputs"/>.</summary>
    public void ReplaceUses(Value old, Value replacement)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(replacement);
        ReplaceUses(new Dictionary<Value, Value> { [old] = replacement });
    }

    /// <summary>Puts values in others' places in every node and in <see cref="Outputs"/>, in one walk; chains are followed.</summary>
    public void ReplaceUses(IReadOnlyDictionary<Value, Value> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        foreach (var node in Nodes)
        {
            for (var index = 0; index < node.Inputs.Count; index++)
            {
                if (node.Inputs[index] is { } input && replacements.ContainsKey(input))
                {
                    node.SetInput(index, Follow(input));
                }
            }
        }

        for (var index = 0; index < Outputs.Count; index++)
        {
            Outputs[index] = Follow(Outputs[index]);
        }

        Value Follow(Value value)
        {
            while (replacements.TryGetValue(value, out var replacement))
            {
                value = replacement;
            }

            return value;
        }
    }

    /// <summary>
    /// Removes a node whose outputs another node's outputs stand in for; where a removed output is one of <see cref="Outputs"/>, its name,
    /// type and shape go over to the one that stands in, so that the signature stays.
    /// </summary>
    public void ReplaceAndRemove(Node node, Node replacement)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(replacement);
        foreach (var (old, standIn) in node.Outputs.Zip(replacement.Outputs))
        {
            ReplaceKeepingSignature(old, standIn);
        }

        Remove(node);
    }

    /// <summary>Removes the node of a value that another value stands in for; the signature stays as with <see cref="ReplaceAndRemove(Node, Node)"/>.</summary>
    public void ReplaceAndRemove(Value old, Value standIn)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(standIn);
        ReplaceKeepingSignature(old, standIn);
        Remove(old.Producer!);
    }

    /// <summary>Takes a node out of the graph and makes its names free; its outputs must not be in use.</summary>
    public void Remove(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        RemoveAll(new HashSet<Node> { node });
    }

    /// <summary>Takes nodes out of the graph and makes their names free; their outputs must not be in use.</summary>
    public void RemoveAll(IReadOnlySet<Node> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        Nodes.RemoveAll(nodes.Contains);
        foreach (var node in nodes)
        {
            nodeNames.Release(node.Name);
            foreach (var output in node.Outputs)
            {
                valueNames.Release(output.Name);
            }
        }
    }

    /// <summary>Takes constants out of the graph and makes their names free; they must not be in use.</summary>
    public void RemoveAll(IReadOnlySet<Value> constants)
    {
        ArgumentNullException.ThrowIfNull(constants);
        Constants.RemoveAll(constants.Contains);
        foreach (var constant in constants)
        {
            valueNames.Release(constant.Name);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => GraphPrinter.Print(this);

    private void ReplaceKeepingSignature(Value old, Value standIn)
    {
        var isOutput = Outputs.Contains(old);
        ReplaceUses(old, standIn);
        if (isOutput)
        {
            // The names are swapped, so that the one that leaves frees the other's.
            (old.Name, standIn.Name) = (standIn.Name, old.Name);
            standIn.Type = old.Type;
            standIn.Shape = old.Shape ?? standIn.Shape;
        }
    }

    private void Reserve(string name)
    {
        if (string.IsNullOrEmpty(name) || !valueNames.TryReserve(name))
        {
            throw new InvalidGraphException(
                "unique-names", null, $"Graph '{Name}', value '{name}'", "a name that no other value has",
                string.IsNullOrEmpty(name) ? "an empty name" : "a name in use", "Choose another name for the input or output.");
        }
    }
}
