namespace OnnxForge.Export;

/// <summary>Joins constants of equal type, dimensions and bytes into the first of them.</summary>
internal sealed class DeduplicateConstants : IGraphPass
{
    /// <inheritdoc/>
    public string Name => nameof(DeduplicateConstants);

    /// <inheritdoc/>
    public PassResult Run(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = model.Graph;
        var first = new Dictionary<ConstantTensor, Value>();
        var replacements = new Dictionary<Value, Value>();
        var changes = new List<string>();
        foreach (var constant in graph.Constants)
        {
            if (!first.TryAdd(constant.Constant!, constant))
            {
                var kept = first[constant.Constant!];
                replacements.Add(constant, kept);
                changes.Add($"Joined constant '{constant.Name}' into '{kept.Name}'.");
            }
        }

        graph.ReplaceUses(replacements);
        graph.RemoveAll(replacements.Keys.ToHashSet());
        return new PassResult(changes, []);
    }
}
