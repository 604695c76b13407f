using System.Text;

namespace OnnxForge.Export;

/// <summary>The page that lists every operator with its state.</summary>
internal static class OperatorTable
{
    /// <param name="states">The states of the operators.</param>
    /// <param name="rewriteCommand">The command that writes the page anew, run in the repository's root.</param>
    /// <returns>Markdown with <c>\n</c> line ends.</returns>
    public static string Write(OperatorStates states, string rewriteCommand)
    {
        var page = new StringBuilder();
        page.Append("# Operators\n\n");
        page.Append("Every ATen operator that TorchSharp 0.107 calls by itself, by overload, and what an export does with it.\n\n");
        page.Append("This page is generated from the lowerings and held by a test. After a change to the lowerings, rewrite it with\n\n");
        page.Append("```bash\n").Append(rewriteCommand).Append("\n```\n\n");
        page.Append("| State | Operators | Meaning |\n|---|---:|---|\n");
        foreach (var state in Enum.GetValues<OperatorState>())
            page.Append($"| {NameOf(state)} | {states.Entries.Count(e => e.State == state)} | {MeaningOf(state)} |\n");
        page.Append($"| all | {states.Entries.Count} | |\n\n");
        page.Append("| Operator | State | Note |\n|---|---|---|\n");
        foreach (var entry in states.Entries) page.Append($"| `{entry.Operator}` | {NameOf(entry.State)} | {entry.Note} |\n");
        return page.ToString();
    }

    /// <summary>The state as the page writes it.</summary>
    public static string NameOf(OperatorState state) => state == OperatorState.NotYet ? "not yet" : state.ToString().ToLowerInvariant();

    private static string MeaningOf(OperatorState state) => state switch
    {
        OperatorState.Lowered => $"has a row at opset {OpsetVersions.Default}, of its own or by its functional form; a row may still refuse some arguments, and says why",
        OperatorState.Decomposed => "has no row; a call of it was exported by the rows of what libtorch runs inside",
        OperatorState.Impossible => "has no ONNX form, for the reason in the note",
        OperatorState.NotYet => "ONNX could express it; an export that meets it is refused",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no such state"),
    };
}
