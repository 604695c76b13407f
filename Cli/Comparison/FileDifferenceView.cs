using System.Globalization;
using Spectre.Console;

namespace OnnxForge.Cli;

/// <summary>Shows a person how two files differ.</summary>
internal static class FileDifferenceView
{
    private const int Shown = 20, LongestText = 60;

    /// <summary>Prints configs, the largest differences of weights, and the graph's lines, as far as they differ.</summary>
    public static void Print(FileDifference difference, ITerminal terminal)
    {
        if (difference.IsEmpty)
        {
            terminal.Output.WriteLine($"The files hold the same: {difference.Compared} tensors are equal.");
            return;
        }
        PrintTable(terminal, difference.Config, ["Config", "First", "Second"], item => [item.Path, Cut(item.First), Cut(item.Second)]);
        PrintTable(terminal, difference.Different, ["Weight", "First", "Second", ">Elements", ">Largest difference", ">Relative"],
            item => [item.Name, item.First, item.Second, item.Elements is { } count ? count.ToString("#,0", CultureInfo.InvariantCulture) : "", Number(item.MaxAbsolute), Number(item.MaxRelative)]);
        List<(string Where, string Line)> lines =
        [
            .. difference.OnlyInFirst.Select(name => ("first", $"weight {name}")), .. difference.OnlyInSecond.Select(name => ("second", $"weight {name}")),
            .. difference.Removed.Select(line => ("first", line)), .. difference.Added.Select(line => ("second", line)),
        ];
        PrintTable(terminal, lines, ["Only in", "What"], item => [item.Where, Cut(item.Line)]);
        terminal.Output.WriteLine($"The files differ: {difference.Config.Count} config values, {difference.Different.Count} of {difference.Compared} common tensors, {lines.Count} things that only one has.");
    }

    private static void PrintTable<T>(ITerminal terminal, IReadOnlyList<T> items, IReadOnlyList<string> columns, Func<T, IReadOnlyList<string>> row)
    {
        if (items.Count == 0) return;
        var table = Screen.Table(columns);
        foreach (var item in items.Take(Shown)) table.AddRow([.. row(item).Select(cell => new Text(cell))]);
        Screen.For(terminal).Write(table);
        if (items.Count > Shown) terminal.Output.WriteLine($"... and {items.Count - Shown} more; --json shows all.");
    }

    private static string Number(double? value) => value is { } number ? double.IsFinite(number) ? Quantity.Difference(number) : "infinite" : "";

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText] + "...";
}
