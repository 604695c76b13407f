using System.Globalization;
using OnnxForge.Export;

namespace OnnxForge.Cli;

/// <summary>The <c>--dynamic</c> options: which dimensions of which inputs are free, their names and bounds.</summary>
internal sealed class DynamicDimensions
{
    private const string None = "none";

    private readonly IReadOnlyList<Entry>? entries;

    private DynamicDimensions(IReadOnlyList<Entry>? entries) => this.entries = entries;

    private sealed record Entry(string Input, int Axis, DynamicDimension Dimension, string Text);

    /// <summary>Whether no option was given.</summary>
    public bool IsDefault => entries is null;

    /// <summary>
    /// Reads the options: <c>input:dimension=name</c> each, with bounds as in <c>name,16..512</c> or <c>name,16..</c> and <c>name,*16</c> for multiples,
    /// or <c>none</c> alone; without any, the first dimension of every input is free.
    /// </summary>
    /// <exception cref="InputException">An option is malformed.</exception>
    public static DynamicDimensions Parse(IReadOnlyList<string> options)
    {
        if (options.Count == 0) return new DynamicDimensions(null);
        if (options is [None]) return new DynamicDimensions([]);
        return new DynamicDimensions([.. options.Select(ParseOne)]);
    }

    /// <summary>The inputs' specifications.</summary>
    /// <param name="inputs">Names and sizes of the inputs.</param>
    /// <exception cref="InputException">An option names an input or a dimension that is not there.</exception>
    public IReadOnlyList<InputSpec> Apply(IReadOnlyList<(string Name, IReadOnlyList<long> Dims)> inputs)
    {
        foreach (var entry in entries ?? [])
        {
            var found = inputs.FirstOrDefault(candidate => candidate.Name == entry.Input);
            if (found.Name is null)
                throw new InputException($"--dynamic {entry.Text}", $"one of the inputs {string.Join(", ", inputs.Select(candidate => $"\"{candidate.Name}\""))}", $"\"{entry.Input}\"", "Correct the name, or name the input with --input name=file.npy.");
            if (entry.Axis >= found.Dims.Count)
                throw new InputException($"--dynamic {entry.Text}", $"a dimension below {found.Dims.Count}, as the array has", $"{entry.Axis}", "Count dimensions from 0.");
        }
        return [.. inputs.Select(input => new InputSpec(input.Name) { DynamicDimensions = Of(input.Name, input.Dims.Count) })];
    }

    private DynamicAxes Of(string input, int rank)
    {
        if (entries is null) return rank == 0 ? new() : new() { [0] = EagerModels.BatchName };
        return new DynamicAxes(entries.Where(entry => entry.Input == input).Select(entry => KeyValuePair.Create(entry.Axis, entry.Dimension)));
    }

    private static Entry ParseOne(string text)
    {
        var equals = text.LastIndexOf('=');
        var colon = equals < 0 ? -1 : text.LastIndexOf(':', equals);
        if (colon > 0 && equals < text.Length - 1 && int.TryParse(text.AsSpan(colon + 1, equals - colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var axis)
            && ParseDimension(text[(equals + 1)..]) is { } dimension)
            return new Entry(text[..colon], axis, dimension, text);
        throw new InputException("--dynamic", "input:dimension=name, such as x:0=batch or x:2=height,32..512,*16, or none", $"\"{text}\"", "Write it in that form.");
    }

    private static DynamicDimension? ParseDimension(string text)
    {
        static bool Number(string digits, out long number) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        var parts = text.Split(',');
        var result = parts[0].Length > 0 ? new DynamicDimension(parts[0]) : null;
        foreach (var part in parts.Skip(1))
        {
            if (part.StartsWith('*') && Number(part[1..], out var multiple)) result = result is null ? null : result with { MultipleOf = multiple };
            else if (part.Split("..") is [var low, var high] && Number(low, out var min) && (high.Length == 0 || Number(high, out _)))
                result = result is null ? null : result with { Min = min, Max = high.Length == 0 ? null : long.Parse(high, CultureInfo.InvariantCulture) };
            else return null;
        }
        return result;
    }
}
