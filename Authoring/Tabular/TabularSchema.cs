using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A table's columns and how they become features; it is saved with the model.</summary>
/// <param name="Numeric">The numeric features, in the encoder's order.</param>
/// <param name="Text">The text features, in the encoder's order, after the numeric ones.</param>
/// <param name="Target">What is predicted.</param>
public sealed record TabularSchema(IReadOnlyList<NumericColumn> Numeric, IReadOnlyList<TextColumn> Text, TargetColumn Target)
{
    /// <summary>The number of features: one a numeric column and one a word of each text column.</summary>
    public int Features => Numeric.Count + Text.Sum(column => column.Vocabulary.Count);

    /// <summary>Takes medians, means, deviations and vocabularies from training rows.</summary>
    /// <param name="rows">The training rows alone, 1 or more, with a target.</param>
    /// <exception cref="DataException">There is no row or target, a numeric column has no value or an infinite one, or the target is missing in a row or constant.</exception>
    public static TabularSchema Fit(TabularColumns rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Rows == 0) throw new DataException("TabularSchema.Fit", "1 training row or more", "none", "Check where the rows come from.");
        if (rows.Target is null) throw new DataException("TabularSchema.Fit", "rows with a target", "rows without one", "Give the target column to TabularColumns.");
        return new TabularSchema([.. rows.Numeric.Select(TabularStatistics.Fit)], [.. rows.Text.Select(TabularStatistics.Fit)], TabularStatistics.FitTarget(rows.Target));
    }

    /// <summary>The inputs of <see cref="TabularEncoder"/> and <see cref="TabularModel"/> for rows, whose columns are found by name.</summary>
    /// <param name="rows">Rows with at least this schema's features, in any order; the target is not needed.</param>
    /// <returns>Numeric columns as float32 <c>[rows, 1]</c> with NaN for missing, then text columns as int64 codes <c>[rows, 1]</c>; owned by the caller.</returns>
    /// <exception cref="DataException">Columns are missing; all of them are listed.</exception>
    public Tensor[] Inputs(TabularColumns rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var numbers = rows.Numeric.ToDictionary(column => column.Name, column => column.Values);
        var texts = rows.Text.ToDictionary(column => column.Name, column => column.Values);
        var missing = Numeric.Where(column => !numbers.ContainsKey(column.Name)).Select(column => $"the numeric \"{column.Name}\"")
            .Concat(Text.Where(column => !texts.ContainsKey(column.Name)).Select(column => $"the text \"{column.Name}\"")).ToList();
        if (missing.Count > 0)
        {
            throw new DataException("TabularSchema.Inputs", $"the columns that the schema was fitted on, also {string.Join(", ", missing)}",
                $"{string.Join(", ", numbers.Keys.Concat(texts.Keys).Select(name => $"\"{name}\""))}", "Add the columns, or rename those that have another name.");
        }
        return [.. Numeric.Select(column => Column(numbers[column.Name])), .. Text.Select(column => column.Encode(texts[column.Name]))];
    }

    private static Tensor Column(IReadOnlyList<float?> values)
    {
        using var numbers = tensor(values.Select(value => value ?? float.NaN).ToArray(), ScalarType.Float32);
        return numbers.reshape(-1, 1);
    }
}
