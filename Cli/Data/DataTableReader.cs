using System.Globalization;
using OnnxForge.Authoring;

namespace OnnxForge.Cli;

/// <summary>Gives a CSV file's columns their kinds and checks the target.</summary>
/// <remarks>
/// A column is numeric when every filled cell is a number; when at least 95 % of them are, the others are errors of the file; else the column is text.
/// Empty cells, and NA and NaN beside numbers, are missing values.
/// </remarks>
internal static class DataTableReader
{
    /// <summary>The most different values of a text column, each of which becomes a feature.</summary>
    public const int MaximumVocabulary = 1000;

    private const double NumericShare = 0.95;
    private const int ShownCharacters = 40;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="target">The column to predict; null is an error that lists the columns.</param>
    /// <exception cref="InputException">The file or its content cannot be used; the message names file, column and row.</exception>
    public static DataTable Read(string path, string? target)
    {
        var raw = CsvFile.Read(path);
        CheckTargetName(raw, target);
        List<NumericValues> numeric = [];
        List<TextValues> text = [];
        NumericValues? targetColumn = null;
        for (var position = 0; position < raw.Header.Count; position++)
        {
            var name = raw.Header[position];
            if (ReadNumbers(raw, name, position, isTarget: name == target) is not { } numbers) text.Add(ReadTexts(raw, name, position));
            else if (name == target) targetColumn = CheckTarget(raw, numbers);
            else numeric.Add(numbers);
        }
        if (numeric.Count + text.Count == 0)
            throw new InputException(raw.Source, "a column beside the target", $"only \"{target}\"", "Add columns to predict it from.");
        return new DataTable(raw.Source, new TabularColumns(numeric, text, targetColumn));
    }

    private static void CheckTargetName(RawTable raw, string? target)
    {
        var names = string.Join(", ", raw.Header);
        if (target is null)
            throw new InputException("--target", $"the name of the column of {raw.Source} to predict", "none", $"Add --target with one of: {names}.");
        if (raw.Header.Contains(target, StringComparer.Ordinal)) return;
        var nearest = NearestNames.Find(target, raw.Header);
        var remedy = nearest.Count == 0 ? "Name one of them with --target." : $"Did you mean {string.Join(" or ", nearest.Select(name => $"\"{name}\""))}?";
        throw new InputException(raw.Source, $"a column named \"{target}\"", $"the columns {names}", remedy);
    }

    /// <summary>The column's numbers; null when it is a text column.</summary>
    private static NumericValues? ReadNumbers(RawTable raw, string name, int position, bool isTarget)
    {
        var values = new float?[raw.Rows.Count];
        int filled = 0, numbers = 0, firstText = -1;
        for (var row = 0; row < values.Length; row++)
        {
            var cell = raw.Rows[row][position];
            if (IsMissing(cell)) continue;
            filled++;
            values[row] = Parse(cell);
            if (values[row] is not null) numbers++;
            else if (firstText < 0) firstText = row;
        }
        if (filled == 0)
            throw new InputException($"{raw.Source}, column \"{name}\"", "values", "only missing cells", isTarget ? "Choose another --target." : "Remove the column.");
        if (numbers == filled) return new NumericValues(name, values);
        var received = Quote(raw.Rows[firstText][position]);
        if (numbers > 0 && numbers >= NumericShare * filled)
            throw new InputException(raw.PlaceOf(name, firstText), $"a number, as in {numbers} of the column's {filled} filled cells", received, "Correct the cell, or empty it.");
        if (isTarget) throw new InputException(raw.PlaceOf(name, firstText), "a number, as the target has to be numeric", received, "Choose another --target.");
        return null;
    }

    private static TextValues ReadTexts(RawTable raw, string name, int position)
    {
        var cells = raw.Rows.Select(row => row[position]).ToArray();
        var different = cells.Distinct(StringComparer.Ordinal).Count();
        if (different > MaximumVocabulary)
        {
            throw new InputException($"{raw.Source}, column \"{name}\"", $"a text column of at most {MaximumVocabulary} different values, as each becomes a feature",
                $"{different}", "Remove the column, or group its values.");
        }
        return new TextValues(name, cells);
    }

    private static NumericValues CheckTarget(RawTable raw, NumericValues target)
    {
        for (var row = 0; row < target.Values.Count; row++)
        {
            if (target.Values[row] is null)
                throw new InputException(raw.PlaceOf(target.Name, row), "a target value", "a missing cell", "Fill the cell, or remove the row.");
        }
        if (target.Values.Count > 1 && target.Values.All(value => value.Equals(target.Values[0])))
        {
            throw new InputException($"{raw.Source}, column \"{target.Name}\"", "a target that varies",
                $"{target.Values[0]?.ToString(CultureInfo.InvariantCulture)} in all {target.Values.Count} rows", "Choose another --target.");
        }
        return target;
    }

    private static bool IsMissing(string cell) =>
        cell.Length == 0 || cell.Equals("NA", StringComparison.OrdinalIgnoreCase) || cell.Equals("NaN", StringComparison.OrdinalIgnoreCase);

    // The graph takes float32, so a number beyond its range is as unusable as text.
    private static float? Parse(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite((float)value) ? (float)value : null;

    private static string Quote(string cell) => $"\"{(cell.Length <= ShownCharacters ? cell : cell[..ShownCharacters] + "...")}\"";
}
