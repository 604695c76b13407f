using OnnxForge.Export;

namespace OnnxForge.Tests.Export;

/// <summary>One planted bug: what it does, and how it does it to a model read from a file.</summary>
internal sealed record GraphMutation(string Name, Action<Model> Apply)
{
    /// <summary>Whether it changes a number by little, so that what it changes may drown in roundings.</summary>
    public bool IsSmall => Name.Contains("1 % off", StringComparison.Ordinal) || Name.Contains("thousandth", StringComparison.Ordinal) || Name.Contains("epsilon", StringComparison.Ordinal) || Name.Contains("through float16", StringComparison.Ordinal);
}

/// <summary>Bugs as lowerings, passes and dimensions have them, planted into finished models one at a time.</summary>
internal static class GraphMutations
{
    private static readonly string[][] Siblings =
    [
        ["Add", "Sub"], ["Max", "Min"], ["Less", "LessOrEqual"], ["Greater", "GreaterOrEqual"], ["Less", "Greater"], ["Floor", "Round"], ["Ceil", "Floor"], ["Sin", "Cos"], ["Erf", "Tanh"], ["Sigmoid", "HardSigmoid"], ["Mul", "Div"],
        ["ReduceMean", "ReduceSum"], ["ReduceMax", "ReduceMin"], ["And", "Or"], ["ArgMax", "ArgMin"], ["Relu", "Softplus"], ["Selu", "Elu"], ["MaxPool", "AveragePool"], ["Sqrt", "Abs"], ["Exp", "Softplus"], ["GlobalAveragePool", "GlobalMaxPool"],
    ];

    private static readonly HashSet<string> Ordered = ["Sub", "Div", "Pow", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Where", "MatMul", "Concat"];

    /// <summary>Every bug that fits somewhere.</summary>
    public static IReadOnlyList<GraphMutation> For(Graph graph, IReadOnlyDictionary<string, long> traced) =>
    [
        .. graph.Constants.SelectMany((constant, i) => OfConstant(constant, i)),
        .. graph.Nodes.SelectMany((node, i) => OfNode(graph, node, i, traced)),
        .. graph.Outputs.Count > 1 && graph.Outputs[0].Type == graph.Outputs[1].Type ? [new GraphMutation("outputs swapped", SwapOutputs)] : Array.Empty<GraphMutation>(),
    ];

    private static IEnumerable<GraphMutation> OfConstant(Value constant, int index)
    {
        var tensor = constant.Constant!;
        GraphMutation Changed(string what, Action<float[]> change) => new($"constant '{constant.Name}': {what}", model =>
        {
            var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(model.Graph.Constants[index].Constant!.Data.Span).ToArray();
            change(values);
            Replace(model.Graph, index, ConstantTensor.Floats(values, tensor.Dims));
        });
        if (tensor.Type == DataType.Float && tensor.Count > 0)
        {
            yield return Changed("one element 1 % off", v => v[Largest(v)] *= 1.01f);
            yield return Changed("the middle element off by a thousandth of the scale", v => v[v.Length / 2] += 1e-3f * (float)Math.Sqrt(v.Average(x => (double)x * x)));
            yield return Changed("the largest element's sign", v => v[Largest(v)] *= -1);
            if (tensor.Dims.Count >= 2) yield return Changed("last row zero", v => Array.Clear(v, v.Length - v.Length / (int)tensor.Dims[0], v.Length / (int)tensor.Dims[0]));
        }
        if (tensor.Type != DataType.Int64 || tensor.Count == 0) yield break;
        foreach (int step in new[] { 1, -1 })
            yield return new GraphMutation($"constant '{constant.Name}': the last integer {step:+0;-0}", model =>
            {
                tensor.TryReadIntegers(out var values);
                values[^1] += step;
                Replace(model.Graph, index, ConstantTensor.FromBytes(DataType.Int64, tensor.Dims, System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(values).ToArray()));
            });
    }

    private static IEnumerable<GraphMutation> OfNode(Graph graph, Node node, int index, IReadOnlyDictionary<string, long> traced)
    {
        GraphMutation Rebuilt(string what, Func<Node, Node> change) => new($"{node.OpType} '{node.Name}': {what}", model => model.Graph.Nodes[index] = change(model.Graph.Nodes[index]));
        if (Ordered.Contains(node.OpType) && node.Inputs.Count >= 2)
        {
            int last = node.Inputs.Count - 1;
            yield return Rebuilt("arguments swapped", n => Copy(n, inputs: [.. n.Inputs.Take(last - 1), n.Inputs[last], n.Inputs[last - 1]]));
        }
        foreach (var pair in Siblings.Where(s => s.Contains(node.OpType)))
        {
            var other = pair[0] == node.OpType ? pair[1] : pair[0];
            yield return Rebuilt($"{other} instead", n => Copy(n, opType: other));
        }
        foreach (var attribute in node.Attributes)
            foreach (var (changed, text) in Changes(attribute)) yield return Rebuilt($"attribute {text}", n => Copy(n, attributes: [.. n.Attributes.Where(a => a.Name != attribute.Name), changed]));
        if (node.Outputs.Count == 1 && node.Inputs is [{ } first, ..] && first.Type == node.Output.Type)
            yield return Rebuilt("left out", n => Copy(n, opType: "Identity", inputs: [n.Inputs[0]], attributes: []));
        if (node.OpType == "Shape" && traced.Count > 0)
            yield return new GraphMutation($"Shape '{node.Name}': frozen to the traced size", model => model.Graph.Nodes[index] = Copy(model.Graph.Nodes[index], opType: "Identity", inputs: [model.Graph.AddConstant(null, ConstantTensor.Int64s(traced.Values.First()))], attributes: []));
        if (node.Outputs.Count == 1 && node.Output.Type == DataType.Float && !graph.Outputs.Contains(node.Output))
            yield return new GraphMutation($"{node.OpType} '{node.Name}': through float16", model => ThroughHalf(model.Graph, index));
    }

    private static IEnumerable<(NodeAttribute Attribute, string Text)> Changes(NodeAttribute attribute)
    {
        switch (attribute)
        {
            case IntAttribute { Name: "to" } to when to.Value == (long)DataType.Float: yield return (new IntAttribute("to", (long)DataType.Double), "to: float64"); break;
            case IntAttribute { Name: "to" }: break;
            case IntAttribute { Name: "keepdims" or "transA" or "transB" or "exclusive" or "reverse" or "ceil_mode" or "align_corners" or "linear_before_reset" } flag: yield return (flag with { Value = 1 - flag.Value }, $"{flag.Name} flipped"); break;
            case IntAttribute number: yield return (number with { Value = number.Value + 1 }, $"{number.Name} + 1"); yield return (number with { Value = number.Value - 1 }, $"{number.Name} - 1"); break;
            case FloatAttribute number: yield return (number with { Value = number.Value * 1.1f }, $"{number.Name} * 1.1"); yield return (number with { Value = number.Value * 10 }, $"{number.Name} * 10"); break;
            case IntsAttribute { Values.Count: > 1 } many when many.Values[0] != many.Values[^1]: yield return (many with { Values = [many.Values[^1], .. many.Values.Skip(1).SkipLast(1), many.Values[0]] }, $"{many.Name} swapped"); break;
            case IntsAttribute { Values.Count: > 0 } many: yield return (many with { Values = [many.Values[0] + 1, .. many.Values.Skip(1)] }, $"{many.Name}[0] + 1"); break;
            case StringAttribute { Value: "half_pixel" } text: yield return (text with { Value = "asymmetric" }, "asymmetric coordinates"); break;
            case StringAttribute { Value: "reflect" } text: yield return (text with { Value = "edge" }, "edge padding"); break;
            case StringAttribute { Value: "tanh" } text: yield return (text with { Value = "none" }, "erf form of gelu"); break;
            default: break;
        }
    }

    private static int Largest(float[] values) => Array.IndexOf(values, values.MaxBy(Math.Abs));

    private static void Replace(Graph graph, int index, ConstantTensor tensor) => graph.ReplaceUses(graph.Constants[index], graph.AddConstant(null, tensor));

    private static Node Copy(Node node, string? opType = null, IReadOnlyList<Value?>? inputs = null, IReadOnlyList<NodeAttribute>? attributes = null)
    {
        var copy = new Node(node.Name, opType ?? node.OpType, node.Domain, inputs ?? node.Inputs, node.Outputs, attributes ?? node.Attributes, node.Origin);
        foreach (var output in copy.Outputs) output.Producer = copy;
        return copy;
    }

    private static void ThroughHalf(Graph graph, int index)
    {
        var output = graph.Nodes[index].Output;
        var half = graph.InsertNode(index + 1, "Cast", [output], [(DataType.Float16, null)], [new IntAttribute("to", (long)DataType.Float16)]).Output;
        var back = graph.InsertNode(index + 2, "Cast", [half], [(DataType.Float, null)], [new IntAttribute("to", (long)DataType.Float)]).Output;
        foreach (var node in graph.Nodes.Skip(index + 3))
            for (int i = 0; i < node.Inputs.Count; i++)
                if (node.Inputs[i] == output) node.SetInput(i, back);
    }

    private static void SwapOutputs(Model model)
    {
        var (first, second) = (model.Graph.Outputs[0].Name, model.Graph.Outputs[1].Name);
        model.Graph.Rename(model.Graph.Outputs[0], "swapped");
        model.Graph.Rename(model.Graph.Outputs[1], first);
        model.Graph.Rename(model.Graph.Outputs[0], second);
    }
}
