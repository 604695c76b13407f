namespace OnnxForge.Export;

/// <summary>The graph under construction, and its dynamic sizes as values.</summary>
internal sealed class GraphBuilder(Graph graph, int opset)
{
    private readonly Dictionary<string, (Value Input, int Axis)> sources = [];
    private readonly Dictionary<string, Value> sizes = [];

    public Graph Graph => graph;

    public int Opset => opset;

    public ComplexPairs Pairs { get; } = new();

    /// <summary>Tells where a dynamic dimension can be read at run time; the first source of a name stays.</summary>
    public void DefineSize(string symbol, Value input, int axis) => sources.TryAdd(symbol, (input, axis));

    /// <summary>Sizes as a one-dimensional int64 value.</summary>
    public Value SizeVector(IReadOnlyList<Dimension> dimensions, NodeOrigin? origin)
    {
        if (dimensions.All(d => d.TryGetConstant(out _)))
            return graph.AddConstant(null, ConstantTensor.Int64s([.. dimensions.Select(LoweringContext.Fixed)]));
        var parts = dimensions.Select(d => Size(d, origin)).ToList();
        return parts.Count == 1 ? parts[0] : Node("Concat", parts, origin, [new IntAttribute("axis", 0)], parts.Count);
    }

    // one size as a vector of one element, so that vectors are made of it without further nodes
    private Value Size(Dimension dimension, NodeOrigin? origin)
    {
        var key = dimension.ToString();
        if (sizes.TryGetValue(key, out var known)) return known;
        Value? sum = null;
        foreach (var term in dimension.Terms)
        {
            var value = Term(term, origin);
            sum = sum is null ? value : Node("Add", [sum, value], origin);
        }
        return sizes[key] = sum ?? Fixed(0);
    }

    private Value Term(DimensionTerm term, NodeOrigin? origin)
    {
        Value? product = null;
        foreach (var atom in term.Factors)
        {
            var value = Atom(atom, origin);
            product = product is null ? value : Node("Mul", [product, value], origin);
        }
        if (product is null) return Fixed(term.Coefficient);
        return term.Coefficient == 1 ? product : Node("Mul", [product, Fixed(term.Coefficient)], origin);
    }

    private Value Atom(DimensionAtom atom, NodeOrigin? origin)
    {
        if (atom is DimensionAtom.Floor floor) return Node("Div", [Size(floor.Numerator, origin), Fixed(floor.Divisor)], origin);
        var symbol = ((DimensionAtom.Symbol)atom).Name;
        if (sizes.TryGetValue(symbol, out var known)) return known;
        var (input, axis) = sources[symbol];
        return sizes[symbol] = graph.AddNode("Shape", [input], [(DataType.Int64, [Dimension.Of(1)])],
            [new IntAttribute("start", axis), new IntAttribute("end", axis + 1)], origin: origin).Outputs[0];
    }

    private Value Fixed(long value) => graph.AddConstant(null, ConstantTensor.Int64s(value));

    private Value Node(string opType, IReadOnlyList<Value?> inputs, NodeOrigin? origin, IReadOnlyList<NodeAttribute>? attributes = null, int length = 1) =>
        graph.AddNode(opType, inputs, [(DataType.Int64, [Dimension.Of(length)])], attributes, origin: origin).Outputs[0];
}
