using System.Globalization;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Which fields of a row are which values of which input.</summary>
internal static class CsvColumns
{
    /// <summary>By the header's names where it names all inputs, else all fields in order.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="header">The names of the columns; null for a file without.</param>
    /// <param name="inputs">The model's inputs.</param>
    /// <returns>Field and input of each value, in the order of the inputs and within their rows.</returns>
    /// <exception cref="InputException">The columns are neither; the message lists what is missing.</exception>
    public static (int Field, int Input)[] Map(string source, string[]? header, IReadOnlyList<TensorSignature> inputs)
    {
        foreach (var input in inputs)
        {
            if (input.Dims.Count > 0 && InputColumns.WidthOf(input) is null or > 1_000_000)
                throw new InputException(source, "inputs whose rows have a known size, for a CSV file", $"{input}", "Give the input as .npy or JSON.");
        }
        if (header is not null)
        {
            var repeated = header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1 && group.Key.Length > 0);
            if (repeated is not null) throw new InputException($"{source}, header", "columns of different names", $"\"{repeated.Key}\" {repeated.Count()} times", "Rename all but one of them.");
            string[] names = [.. inputs.SelectMany(Names)];
            string[] missing = [.. names.Except(header, StringComparer.Ordinal)];
            if (missing.Length == 0) return [.. inputs.SelectMany((input, i) => Names(input).Select(name => (Array.IndexOf(header, name), i)))];
            // A file that names some of the inputs means them all; one that names none is taken in order.
            if (missing.Length < names.Length || header.Length != names.Length)
                throw new InputException($"{source}, header", $"the columns {Join(names)}, or {names.Length} columns in the order of the inputs {Join(inputs.Select(input => input.Name))}",
                    $"{Join(header)}, without {Join(missing)}", "Name the columns as the model's inputs.");
            if (Array.TrueForAll(header, IsNumber))
                throw new InputException($"{source}:1", "the names of the columns", $"numbers: {string.Join(", ", header.Take(5))}{(header.Length > 5 ? ", ..." : "")}", "Run with --no-header, where the first row is data.");
        }
        var field = 0;
        return [.. inputs.SelectMany((input, i) => Names(input).Select(_ => (field++, i)))];
    }

    private static IEnumerable<string> Names(TensorSignature input) => InputColumns.NamesOf(input.Name, InputColumns.WidthOf(input) ?? 1);

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Join(IEnumerable<string> names)
    {
        const int Shown = 12;
        string[] all = [.. names.Select(name => $"\"{name}\"")];
        return all.Length <= Shown ? string.Join(", ", all) : $"{string.Join(", ", all.Take(Shown))} and {all.Length - Shown} more";
    }
}
