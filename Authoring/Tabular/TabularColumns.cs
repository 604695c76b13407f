using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The rows of a table in memory, column by column.</summary>
public sealed class TabularColumns
{
    /// <summary>Takes columns of one length.</summary>
    /// <param name="numeric">The numeric features.</param>
    /// <param name="text">The text features.</param>
    /// <param name="target">What is to be predicted; null where it is not known.</param>
    /// <exception cref="DataException">Two columns have one name or differ in length, or there is none.</exception>
    public TabularColumns(IReadOnlyList<NumericValues> numeric, IReadOnlyList<TextValues> text, NumericValues? target = null)
    {
        ArgumentNullException.ThrowIfNull(numeric);
        ArgumentNullException.ThrowIfNull(text);
        (Numeric, Text, Target) = (numeric, text, target);
        var columns = numeric.Select(column => (column.Name, column.Values.Count))
            .Concat(text.Select(column => (column.Name, column.Values.Count)))
            .Concat(target is null ? [] : [(target.Name, target.Values.Count)]).ToList();
        if (numeric.Count + text.Count == 0)
            throw new DataException("TabularColumns", "a feature column or more", "none", "Give a numeric or a text column beside the target.");
        if (columns.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DataException("TabularColumns", "columns of different names", $"{twice.Count()} named \"{twice.Key}\"", "Rename all but one of them.");
        Rows = columns[0].Count;
        if (columns.FirstOrDefault(column => column.Count != Rows) is { Name: not null } other)
        {
            throw new DataException("TabularColumns", $"{Rows} values in every column, as in \"{columns[0].Name}\"", $"{other.Count} in \"{other.Name}\"",
                "Give every row a value, null where it is missing.");
        }
    }

    /// <summary>The numeric features.</summary>
    public IReadOnlyList<NumericValues> Numeric { get; }

    /// <summary>The text features.</summary>
    public IReadOnlyList<TextValues> Text { get; }

    /// <summary>What is to be predicted, or null.</summary>
    public NumericValues? Target { get; }

    /// <summary>The number of rows, 0 or more.</summary>
    public int Rows { get; }

    /// <summary>These rows alone, in the order given.</summary>
    /// <param name="rows">Row numbers from 0 to below <see cref="Rows"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public TabularColumns Select(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new TabularColumns([.. Numeric.Select(Of)], [.. Text.Select(column => column with { Values = Pick(column.Values) })], Target is null ? null : Of(Target));

        NumericValues Of(NumericValues column) => column with { Values = Pick(column.Values) };
        T[] Pick<T>(IReadOnlyList<T> values) => [.. rows.Select(row => values[row])];
    }

    /// <summary>Splits the rows at random, the same way for the same number of rows and seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="test">The share of all rows that tests, from 0 to 1, default a quarter.</param>
    /// <param name="validation">The share of the other rows that validates, from 0 to 1, default a quarter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is outside its range.</exception>
    public TabularSplit Split(long seed, double test = 0.25, double validation = 0.25)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(test);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(test, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(validation);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(validation, 1);
        using var generator = new Generator(unchecked((ulong)seed));
        using var permutation = randperm(Rows, ScalarType.Int64, generator: generator);
        var order = permutation.data<long>().Select(row => (int)row).ToArray();
        var tested = (int)Math.Round(Rows * test);
        var validated = (int)Math.Round((Rows - tested) * validation);
        return new TabularSplit(Select(order[(tested + validated)..]), Select(order[tested..(tested + validated)]), Select(order[..tested]));
    }
}
