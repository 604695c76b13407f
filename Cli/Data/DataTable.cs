using OnnxForge.Authoring;

namespace OnnxForge.Cli;

/// <summary>A checked table: feature columns and a numeric target that is known in every row and varies.</summary>
/// <param name="Source">The file's name, or what made the rows; for messages and reports.</param>
/// <param name="Columns">The features and the target.</param>
internal sealed record DataTable(string Source, TabularColumns Columns)
{
    /// <summary>The fewest rows that are split.</summary>
    public const int MinimumRows = 16;

    /// <summary>A quarter of the rows to test, a quarter of the rest to validate, the remainder to train; the same for the same seed.</summary>
    /// <exception cref="InputException">The table has fewer than <see cref="MinimumRows"/> rows.</exception>
    public TabularSplit Split(long seed)
    {
        CheckRows();
        return Columns.Split(seed);
    }

    /// <summary>Checks that there are enough rows to split.</summary>
    /// <exception cref="InputException">The table has fewer than <see cref="MinimumRows"/> rows.</exception>
    public void CheckRows()
    {
        if (Columns.Rows >= MinimumRows) return;
        throw new InputException(Source, $"at least {MinimumRows} rows, to split into training, validation and test", $"{Columns.Rows}", "Add rows.");
    }
}
