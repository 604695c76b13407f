namespace OnnxForge.Export;

/// <summary>The state of each operator, from the lowering tables and the reasons.</summary>
internal sealed class OperatorStates
{
    private readonly IReadOnlyList<(long Opset, LoweringTable Table)> tables =
        [.. Enumerable.Range((int)OpsetVersions.Minimum, (int)(OpsetVersions.Maximum - OpsetVersions.Minimum) + 1).Select(opset => ((long)opset, new LoweringTable(opset)))];
    private readonly IReadOnlyDictionary<string, string> decomposed;

    /// <param name="operators">The operators without their namespace.</param>
    /// <param name="decomposed">Those that were seen to export by what they run inside, each with a note, which may be empty.</param>
    public OperatorStates(IEnumerable<string> operators, IReadOnlyDictionary<string, string> decomposed)
    {
        this.decomposed = decomposed;
        Entries = [.. operators.Order(StringComparer.Ordinal).Select(EntryOf)];
    }

    /// <summary>One entry an operator, in ordinal order.</summary>
    public IReadOnlyList<OperatorEntry> Entries { get; }

    /// <summary>Whether a row translates the operator at the default opset; a row that refuses every call does not.</summary>
    public static bool IsLowered(string name) => Translates(new LoweringTable((int)OpsetVersions.Default), name);

    private OperatorEntry EntryOf(string name)
    {
        var opsets = tables.Where(t => Translates(t.Table, name)).Select(t => t.Opset).ToList();
        if (opsets.Contains(OpsetVersions.Default)) return new(name, OperatorState.Lowered, LoweredNote(name, opsets));
        if (decomposed.TryGetValue(name, out var note)) return new(name, OperatorState.Decomposed, note);
        if (OperatorReasons.For(name) is { } reason) return new(name, OperatorState.Impossible, reason.Text);
        return new(name, OperatorState.NotYet, "");
    }

    private static bool Translates(LoweringTable table, string name) => table.AnyRowOf(CallOf(name)) is { } row && !OperatorReasons.Refused.Contains(row);

    private string LoweredNote(string name, List<long> opsets)
    {
        var notes = new List<string>();
        var call = CallOf(name);
        var row = tables.Single(t => t.Opset == OpsetVersions.Default).Table.AnyRowOf(call)!;
        if (row != call.Operator) notes.Add($"{(call.WritesSelf ? "in place" : "into `out`")}, by the row of `{row["aten::".Length..]}`");
        if (LoweringTable.Rows.FirstOrDefault(r => r.RelativeError > 0 && r.Operators.Contains(row)) is { } composed)
            notes.Add(FormattableString.Invariant($"composed, its relative error in float32 at most {composed.RelativeError:0.0e-0} from {composed.ErrorFrom} to {composed.ErrorTo}"));
        if (opsets[0] > OpsetVersions.Minimum) notes.Add($"from opset {opsets[0]} on");
        if (opsets[^1] < OpsetVersions.Maximum) notes.Add($"up to opset {opsets[^1]}");
        return string.Join("; ", notes);
    }

    private static TraceCall CallOf(string name)
    {
        var (simple, overload) = Split(name);
        return new TraceCall($"aten::{simple}", overload, [], null, "");
    }

    private static (string Name, string Overload) Split(string name) => name.Split('.', 2) is [var simple, var overload] ? (simple, overload) : (name, "");
}
