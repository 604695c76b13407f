namespace OnnxForge.Cli;

/// <summary>A checked table: feature columns and a numeric target that is known in every row and varies.</summary>
/// <param name="Source">The file's name, or what made the rows; for messages and reports.</param>
/// <param name="Features">Every column but the target, in the file's order; at least one.</param>
/// <param name="Target">The column to predict.</param>
internal sealed record DataTable(string Source, IReadOnlyList<DataColumn> Features, NumericDataColumn Target)
{
    /// <summary>The number of rows.</summary>
    public int RowCount => Target.Values.Length;
}
