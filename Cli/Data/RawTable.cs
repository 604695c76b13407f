namespace OnnxForge.Cli;

/// <summary>A CSV file's cells as text, before any of them has a meaning.</summary>
/// <param name="Source">The file's name, for messages.</param>
/// <param name="Header">The column names, all different and not empty.</param>
/// <param name="Rows">The cells, as many a row as the header has names.</param>
/// <param name="Lines">The line of the file on which each row starts, from 1.</param>
internal sealed record RawTable(string Source, IReadOnlyList<string> Header, IReadOnlyList<string[]> Rows, IReadOnlyList<long> Lines)
{
    /// <summary>The place of a row: <c>housing.csv, row 3 (line 4)</c>.</summary>
    public string PlaceOf(int row) => $"{Source}, row {row + 1} (line {Lines[row]})";

    /// <summary>The place of a cell: <c>housing.csv, column "rooms", row 3 (line 4)</c>.</summary>
    public string PlaceOf(string column, int row) => $"{Source}, column \"{column}\", row {row + 1} (line {Lines[row]})";
}
