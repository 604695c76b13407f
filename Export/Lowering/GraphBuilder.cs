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
        if (atom is DimensionAtom.Floor floor) return Floor(floor, origin);
        if (atom is DimensionAtom.Extreme extreme) return Node(extreme.Largest ? "Max" : "Min", [Size(extreme.Left, origin), Size(extreme.Right, origin)], origin);
        var symbol = ((DimensionAtom.Symbol)atom).Name;
        if (sizes.TryGetValue(symbol, out var known)) return known;
        var (input, axis) = sources[symbol];
        return sizes[symbol] = graph.AddNode("Shape", [input], [(DataType.Int64, [Dimension.Of(1)])],
            [new IntAttribute("start", axis), new IntAttribute("end", axis + 1)], origin: origin).Outputs[0];
    }

    // Div truncates towards zero; what may be negative is first brought down to a multiple, by a remainder that has the divisor's sign
    private Value Floor(DimensionAtom.Floor floor, NodeOrigin? origin)
    {
        var (numerator, divisor) = (Size(floor.Numerator, origin), Fixed(floor.Divisor));
        if (!floor.IsNeverNegative) numerator = Node("Sub", [numerator, Node("Mod", [numerator, divisor], origin)], origin);
        return Node("Div", [numerator, divisor], origin);
    }

    /// <summary>A number that follows from sizes, as a float64 vector of one element.</summary>
    public Value Real(SizeReal number, NodeOrigin? origin)
    {
        Value Number(double value) => graph.AddConstant(null, ConstantTensor.FromBytes(DataType.Double, [1], ScalarBytes.Of(value, DataType.Double)));
        Value Step(string opType, params Value[] inputs) => graph.AddNode(opType, inputs, [(DataType.Double, [Dimension.Of(1)])], opType == "Cast" ? [new IntAttribute("to", (long)DataType.Double)] : null, origin: origin).Outputs[0];
        var result = number.Factor == 1 && number.Functions is [{ Power: > 0 }, ..] ? null : number.Functions.Count == 0 ? null : Number(number.Factor);
        foreach (var function in number.Functions)
        {
            var size = Step("Cast", Size(function.Size, origin));
            double power = Math.Abs(function.Power);
            if (function.IsLogarithm) size = Step("Log", size);
            else if (power == 0.5) size = Step("Sqrt", size);
            else if (power != 1) size = Step("Pow", size, Number(power));
            result = result is null ? size : Step(function.Power < 0 ? "Div" : "Mul", result, size);
        }
        if (result is null) return Number(number.Offset);
        return number.Offset == 0 ? result : Step("Add", result, Number(number.Offset));
    }

    private Value Fixed(long value) => graph.AddConstant(null, ConstantTensor.Int64s(value));

    private Value Node(string opType, IReadOnlyList<Value?> inputs, NodeOrigin? origin, IReadOnlyList<NodeAttribute>? attributes = null, int length = 1) =>
        graph.AddNode(opType, inputs, [(DataType.Int64, [Dimension.Of(length)])], attributes, origin: origin).Outputs[0];
}
