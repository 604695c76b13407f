namespace OnnxForge.Authoring;

/// <summary>A tensor of a file that is not as the model's weight of its name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Expected">The weight's type and shape.</param>
/// <param name="Received">The tensor's, or what else is wrong.</param>
public sealed record WeightMismatch(string Name, string Expected, string Received);

/// <summary>What became of a file's tensors and a model's weights. A weight that the model shares counts once.</summary>
/// <param name="Loaded">The model's names of those that were loaded, in its order.</param>
/// <param name="Missing">Weights of the model that the file lacks; they are as they were.</param>
/// <param name="Unexpected">Tensors of the file that the model lacks, after renaming.</param>
/// <param name="Mismatched">Those of another shape or type; the weights are as they were.</param>
public sealed record LoadReport(IReadOnlyList<string> Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<WeightMismatch> Mismatched)
{
    /// <summary>Whether every weight was loaded and no tensor was left.</summary>
    public bool IsComplete => Missing.Count + Unexpected.Count + Mismatched.Count == 0;

    /// <summary>A line each for what was loaded, missing, unexpected and mismatched, with what to do.</summary>
    public override string ToString()
    {
        var lines = new List<string> { $"loaded {Loaded.Count} of {Loaded.Count + Missing.Count + Mismatched.Count} weights" };
        if (Missing.Count > 0) lines.Add($"not in the file: {string.Join(", ", Missing)}. They keep their values; if they stand under other names, give a Rename.");
        if (Unexpected.Count > 0) lines.Add($"not in the model: {string.Join(", ", Unexpected)}. Leave them out, or give a Rename to the model's names.");
        if (Mismatched.Count > 0) lines.Add($"not as in the model: {MismatchText}. Make the model's layers of the file's sizes, or set ConvertTypes for other types.");
        return string.Join("\n", lines);
    }

    internal string Problems => string.Join("; ", new[]
    {
        Missing.Count == 0 ? "" : $"no {string.Join(", ", Missing)}",
        Unexpected.Count == 0 ? "" : $"unknown {string.Join(", ", Unexpected)}",
        MismatchText,
    }.Where(text => text.Length > 0));

    private string MismatchText => string.Join(", ", Mismatched.Select(item => $"{item.Name} as {item.Received} instead of {item.Expected}"));
}
