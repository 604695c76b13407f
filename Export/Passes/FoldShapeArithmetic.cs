namespace OnnxForge.Export;

/// <summary>Computes small integer arithmetic on constants and known shapes ahead of time; one operator a row of <see cref="IntegerOperators"/>.</summary>
internal sealed class FoldShapeArithmetic : IGraphPass
{
    /// <inheritdoc/>
    public string Name => nameof(FoldShapeArithmetic);

    /// <inheritdoc/>
    public PassResult Run(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = model.Graph;
        var outputs = graph.Outputs.ToHashSet();
        var folded = new Dictionary<Value, IntegerTensor>();
        var skipped = new List<string>();
        foreach (var node in graph.Nodes.Where(node => node is { Domain: "", Outputs.Count: 1 } && IntegerOperators.Supports(node.OpType)))
        {
            if (IntegerOperators.Compute(node, value => Known(value, folded)) is not { } result)
            {
                continue;
            }

            if (outputs.Contains(node.Output))
            {
                skipped.Add($"'{node.Name}' stays: its result is an output.");
            }
            else
            {
                folded.Add(node.Output, result);
            }
        }

        var changes = folded.Keys.Select(value => $"Folded '{value.Producer!.Name}' ({value.Producer.OpType}).").ToList();
        Replace(graph, folded);
        return new PassResult(changes, skipped);
    }

    private static IntegerTensor? Known(Value value, Dictionary<Value, IntegerTensor> folded) =>
        folded.TryGetValue(value, out var result) ? result : value.Constant is { } constant ? IntegerTensor.From(constant) : null;

    private static void Replace(Graph graph, Dictionary<Value, IntegerTensor> folded)
    {
        graph.RemoveAll(folded.Keys.Select(value => value.Producer!).ToHashSet());
        var used = graph.Nodes.SelectMany(node => node.Inputs).OfType<Value>().ToHashSet();
        var replacements = new Dictionary<Value, Value>();
        foreach (var (value, result) in folded.Where(pair => used.Contains(pair.Key)))
        {
            // The node's name is free again, so the constant takes it.
            replacements.Add(value, graph.AddConstant(value.Name, result.ToConstant()));
        }

        graph.ReplaceUses(replacements);
    }
}
