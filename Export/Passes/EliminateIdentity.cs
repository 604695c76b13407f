namespace OnnxForge.Export;

/// <summary>Removes Identity nodes. One that an output needs stays: behind it is an input, a constant or another output.</summary>
internal sealed class EliminateIdentity : IGraphPass
{
    /// <inheritdoc/>
    public string Name => nameof(EliminateIdentity);

    /// <inheritdoc/>
    public PassResult Run(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = model.Graph;
        var changes = new List<string>();
        var skipped = new List<string>();
        foreach (var node in graph.Nodes.Where(node => node is { OpType: "Identity", Domain: "" }).ToList())
        {
            // The inputs are up to date: earlier identities have already been replaced in them.
            var source = node.Inputs[0]!;
            if (graph.Outputs.Contains(node.Output))
            {
                if (Obstacle(graph, source) is { } obstacle)
                {
                    skipped.Add($"'{node.Name}' stays: its result is an output, and its argument '{source.Name}' is {obstacle}.");
                    continue;
                }

                graph.ReplaceAndRemove(node.Output, source);
            }
            else
            {
                graph.ReplaceUses(node.Output, source);
                graph.Remove(node);
            }

            changes.Add($"Removed '{node.Name}'.");
        }

        return new PassResult(changes, skipped);
    }

    private static string? Obstacle(Graph graph, Value source) =>
        source.IsInput ? "an input"
        : source.Constant is not null ? "a constant"
        : graph.Outputs.Contains(source) ? "another output"
        : null;
}
