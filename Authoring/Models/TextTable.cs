using System.Text;

namespace OnnxForge.Authoring;

/// <summary>Columns of text, each as wide as its widest cell up to a limit; a longer cell goes on in the line below.</summary>
/// <param name="columns">Each column's head, the most characters of a line in it, and whether its cells stand to the right.</param>
internal sealed class TextTable(IReadOnlyList<(string Head, int Longest, bool Right)> columns)
{
    private readonly List<string[][]> rows = [];

    /// <summary>Adds a row, one cell for each column.</summary>
    public void Add(params IReadOnlyList<string> cells) => rows.Add([.. cells.Select((cell, column) => Wrap(cell, columns[column].Longest))]);

    /// <summary>The lines, heads first, each ended by a line feed; a column without any text is left out.</summary>
    public override string ToString()
    {
        var shown = columns.Index().Where(column => rows.Any(row => row[column.Index].Any(line => line.Length > 0))).ToList();
        var widths = shown.ToDictionary(column => column.Index, column => Math.Max(column.Item.Head.Length, rows.Max(row => row[column.Index].Max(line => line.Length))));
        var text = new StringBuilder();
        foreach (var row in rows.Prepend([.. columns.Select(column => new[] { column.Head })]))
        {
            for (var line = 0; line < shown.Max(column => row[column.Index].Length); line++)
            {
                var cells = shown.Select(column => Pad(row[column.Index].ElementAtOrDefault(line) ?? "", widths[column.Index], column.Item.Right));
                text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
            }
        }
        return text.ToString();
    }

    private static string Pad(string cell, int width, bool right) => right ? cell.PadLeft(width) : cell.PadRight(width);

    // A line ends behind a comma that is in no brackets, else behind a space, else before the dot of a path, else at the limit.
    private static string[] Wrap(string cell, int longest)
    {
        var lines = new List<string>();
        var rest = cell;
        while (rest.Length > longest)
        {
            var end = LastEnd(rest, longest, at => rest[at - 1] == ',' && rest[..at].Count(c => c == '[') == rest[..at].Count(c => c == ']'))
                ?? LastEnd(rest, longest, at => rest[at] == ' ') ?? LastEnd(rest, longest, at => rest[at] == '.') ?? longest;
            lines.Add(rest[..end]);
            rest = rest[end..].TrimStart();
        }
        return [.. lines, rest];
    }

    private static int? LastEnd(string text, int longest, Func<int, bool> ends)
    {
        for (var at = longest; at > 0; at--)
        {
            if (ends(at)) return at;
        }
        return null;
    }
}
