namespace OnnxForge.Export;

/// <summary>Removes nodes and constants that no output depends on. Graph inputs stay: they are the signature.</summary>
internal sealed class RemoveUnusedNodes : IGraphPass
{
    /// <inheritdoc/>
    public string Name => nameof(RemoveUnusedNodes);

    /// <inheritdoc/>
    public PassResult Run(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = model.Graph;
        var used = new HashSet<Value>(graph.Outputs);
        var unusedNodes = new HashSet<Node>();
        foreach (var node in Enumerable.Reverse(graph.Nodes))
        {
            if (node.Outputs.Any(used.Contains))
            {
                used.UnionWith(node.Inputs.OfType<Value>());
            }
            else
            {
                unusedNodes.Add(node);
            }
        }

        var unusedConstants = graph.Constants.Where(constant => !used.Contains(constant)).ToHashSet();
        var changes = graph.Nodes.Where(unusedNodes.Contains).Select(node => $"Removed node '{node.Name}'.")
            .Concat(graph.Constants.Where(unusedConstants.Contains).Select(constant => $"Removed constant '{constant.Name}'.")).ToList();
        var skipped = graph.Inputs.Where(input => !used.Contains(input)).Select(input => $"Input '{input.Name}' is unused and stays: it is part of the signature.").ToList();
        graph.RemoveAll(unusedNodes);
        graph.RemoveAll(unusedConstants);
        return new PassResult(changes, skipped);
    }
}
