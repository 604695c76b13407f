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

    private static bool Translates(LoweringTable table, string name)
    {
        var call = CallOf(name);
        return table.Knows(call) && !OperatorReasons.Refused.Contains(call.Operator) && !OperatorReasons.Refused.Contains($"aten::{FunctionalOf(name)}");
    }

    private string LoweredNote(string name, List<long> opsets)
    {
        var notes = new List<string>();
        var rows = tables.Single(t => t.Opset == OpsetVersions.Default).Table.Operators.ToHashSet();
        if (!rows.Contains($"aten::{name}")) notes.Add(rows.Contains($"aten::{FunctionalOf(name)}") ? $"in place, by the row of `{FunctionalOf(name)}`" : "by the row of another form");
        if (opsets[0] > OpsetVersions.Minimum) notes.Add($"from opset {opsets[0]} on");
        if (opsets[^1] < OpsetVersions.Maximum) notes.Add($"up to opset {opsets[^1]}");
        return string.Join("; ", notes);
    }

    private static TraceCall CallOf(string name)
    {
        var (simple, overload) = Split(name);
        return new TraceCall($"aten::{simple}", overload, [], null, "");
    }

    // add_.Tensor writes what add.Tensor gives
    private static string FunctionalOf(string name)
    {
        var (simple, overload) = Split(name);
        var functional = simple.EndsWith('_') ? simple[..^1] : simple;
        return overload.Length == 0 ? functional : $"{functional}.{overload}";
    }

    private static (string Name, string Overload) Split(string name) => name.Split('.', 2) is [var simple, var overload] ? (simple, overload) : (name, "");
}
