namespace OnnxForge.Authoring;

/// <summary>A layer of the user's own that was compared with the one that loading would make by its config alone, and not by its outputs.</summary>
/// <param name="Name">Its path in the model.</param>
/// <param name="Reason">Why its outputs tell nothing.</param>
public sealed record UncomparedLayer(string Name, string Reason);

/// <summary>What a save could not check.</summary>
/// <param name="Uncompared">The layers that were compared by their configs alone; those within a layer that was compared are not among them.</param>
public sealed record SaveReport(IReadOnlyList<UncomparedLayer> Uncompared)
{
    /// <summary>A line for each layer; empty when all was compared.</summary>
    public override string ToString() => string.Join("\n", Uncompared.Select(layer => $"{layer.Name}: compared by its config alone, as {layer.Reason}"));
}
