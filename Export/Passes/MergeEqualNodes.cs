namespace OnnxForge.Export;

/// <summary>Merges nodes of the same operator, arguments and attributes into the first of them. Operators that draw random numbers are left alone.</summary>
internal sealed class MergeEqualNodes : IGraphPass
{
    // Dropout draws when its training_mode argument is true.
    private static readonly HashSet<string> RandomOperators =
        ["Bernoulli", "Dropout", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"];

    // What operators of other domains do besides computing is not known.
    private static readonly HashSet<string> PureDomains = ["", "ai.onnx.ml"];

    /// <inheritdoc/>
    public string Name => nameof(MergeEqualNodes);

    /// <inheritdoc/>
    public PassResult Run(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = model.Graph;
        var first = new Dictionary<Node, Node>(new Equality());
        var changes = new List<string>();
        var skipped = new List<string>();
        foreach (var node in graph.Nodes.ToList())
        {
            // A node's inputs are up to date here: merges of earlier nodes have already been made in them.
            if (first.TryAdd(node, node))
            {
                continue;
            }

            var kept = first[node];
            if (Obstacle(graph, node, kept) is { } obstacle)
            {
                skipped.Add($"'{node.Name}' equals '{kept.Name}' and stays: {obstacle}.");
                continue;
            }

            graph.ReplaceAndRemove(node, kept);
            changes.Add($"Merged '{node.Name}' into '{kept.Name}'.");
        }

        return new PassResult(changes, skipped);
    }

    private static string? Obstacle(Graph graph, Node node, Node kept)
    {
        if (!PureDomains.Contains(node.Domain))
        {
            return $"operators of domain '{node.Domain}' may do more than compute";
        }

        if (node.Domain.Length == 0 && RandomOperators.Contains(node.OpType))
        {
            return $"{node.OpType} draws random numbers";
        }

        var both = node.Outputs.Zip(kept.Outputs).Any(pair => graph.Outputs.Contains(pair.First) && graph.Outputs.Contains(pair.Second));
        return both ? "both results are outputs" : null;
    }

    private sealed class Equality : IEqualityComparer<Node>
    {
        public bool Equals(Node? x, Node? y) =>
            ReferenceEquals(x, y) ||
            (x is not null && y is not null && x.OpType == y.OpType && x.Domain == y.Domain && x.Outputs.Count == y.Outputs.Count &&
             x.Inputs.SequenceEqual(y.Inputs) && x.Attributes.SequenceEqual(y.Attributes));

        public int GetHashCode(Node node)
        {
            var hash = default(HashCode);
            hash.Add(node.OpType, StringComparer.Ordinal);
            foreach (var input in node.Inputs)
            {
                hash.Add(input);
            }

            foreach (var attribute in node.Attributes)
            {
                hash.Add(attribute);
            }

            return hash.ToHashCode();
        }
    }
}
