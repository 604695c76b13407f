namespace OnnxForge.Cli;

/// <summary>The row numbers of the three parts of a table: a quarter tests, a quarter of the rest validates, the remainder trains.</summary>
internal sealed record DataSplit(IReadOnlyList<int> Training, IReadOnlyList<int> Validation, IReadOnlyList<int> Test)
{
    /// <summary>The fewest rows that can be split.</summary>
    public const int MinimumRows = 16;

    private const double Share = 0.25;

    /// <summary>Splits by a seed; the same table and seed give the same parts.</summary>
    /// <exception cref="InputException">The table has fewer than <see cref="MinimumRows"/> rows.</exception>
    public static DataSplit Create(DataTable table, long seed)
    {
        if (table.RowCount < MinimumRows)
        {
            throw new InputException(table.Source, $"at least {MinimumRows} rows, to split into training, validation and test",
                $"{table.RowCount}", "Add rows.");
        }
        var order = new SeededRandom(seed).Permutation(table.RowCount);
        var test = (int)Math.Round(table.RowCount * Share);
        var validation = (int)Math.Round((table.RowCount - test) * Share);
        return new DataSplit(order[(test + validation)..], order[test..(test + validation)], order[..test]);
    }
}
