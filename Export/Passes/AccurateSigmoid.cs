namespace OnnxForge.Export;

/// <summary>Writes Sigmoid as 1 / (1 + exp(-x)) where what follows tells small numbers apart.</summary>
/// <remarks>
/// ONNX Runtime's kernels are a half and half a hyperbolic tangent (float32), or 1 less another sigmoid (float64): off by roundings of 1, however small the value.
/// Most of what reads a sigmoid does not tell, and the one kernel is faster and fused with what stands around it.
/// </remarks>
/// <param name="everywhere">Whether all of them are written so, whatever follows.</param>
internal sealed class AccurateSigmoid(bool everywhere = false) : IGraphPass
{
    /// <summary>Whether all of them are written so.</summary>
    public bool Everywhere => everywhere;

    /// <inheritdoc/>
    public string Name => nameof(AccurateSigmoid);

    /// <inheritdoc/>
    public PassResult Run(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = model.Graph;
        var (changes, skipped) = (new List<string>(), new List<string>());
        var readers = graph.Nodes.SelectMany(node => node.Inputs.Select((value, position) => (value, node, position))).Where(use => use.value is not null).ToLookup(use => use.value!, use => (use.node, use.position));
        foreach (var node in graph.Nodes.Where(IsSigmoid).ToList())
        {
            var reader = FirstThatTells(node.Output, readers);
            if (reader is null && !everywhere)
            {
                skipped.Add($"'{node.Name}' stays: nothing that follows tells small numbers apart.");
                continue;
            }
            Rewrite(graph, node);
            changes.Add($"Wrote '{node.Name}' as a quotient{(reader is null ? "" : $": '{reader.Name}' tells small numbers apart")}.");
        }
        return new PassResult(changes, skipped);
    }

    // in half precision the exponential leaves the range, and small values have few digits anyway
    private static bool IsSigmoid(Node node) => node is { OpType: "Sigmoid", Domain: "" } && node.Output.Type is DataType.Float or DataType.Double;

    private static Node? FirstThatTells(Value value, ILookup<Value, (Node Node, int Position)> readers)
    {
        var (seen, ahead) = (new HashSet<Value> { value }, new Queue<Value>([value]));
        while (ahead.TryDequeue(out var next))
            foreach (var (node, position) in readers[next])
                switch (SmallNumbers.Through(node, position))
                {
                    case SmallNumberEffect.Told: return node;
                    case SmallNumberEffect.Kept:
                        foreach (var output in node.Outputs.Where(seen.Add)) ahead.Enqueue(output);
                        break;
                }
        return null;
    }

    private static void Rewrite(Graph graph, Node sigmoid)
    {
        var type = sigmoid.Output.Type;
        Value Before(string opType, params Value[] arguments) =>
            graph.InsertNode(graph.Nodes.IndexOf(sigmoid), opType, arguments, [(type, sigmoid.Output.Shape)], origin: sigmoid.Origin).Output;
        var grown = Before("Exp", Before("Neg", sigmoid.Inputs[0]!));
        var one = graph.AddConstant(null, ConstantTensor.FromBytes(type, [], ScalarBytes.Of(1, type)));
        graph.ReplaceAndRemove(sigmoid.Output, Before("Reciprocal", Before("Add", grown, one)));
    }
}
