using System.Globalization;
using OnnxForge.Export;

namespace OnnxForge.Cli;

/// <summary>The <c>--dynamic</c> options: which dimensions of which inputs are free, and their names.</summary>
internal sealed class DynamicDimensions
{
    private const string None = "none";

    private readonly IReadOnlyList<(string Input, int Dimension, string Name, string Text)>? entries;

    private DynamicDimensions(IReadOnlyList<(string Input, int Dimension, string Name, string Text)>? entries) => this.entries = entries;

    /// <summary>Whether no option was given.</summary>
    public bool IsDefault => entries is null;

    /// <summary>Reads the options: <c>input:dimension=name</c> each, or <c>none</c> alone; without any, the first dimension of every input is free.</summary>
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
        foreach (var (input, dimension, _, text) in entries ?? [])
        {
            var found = inputs.FirstOrDefault(candidate => candidate.Name == input);
            if (found.Name is null)
                throw new InputException($"--dynamic {text}", $"one of the inputs {string.Join(", ", inputs.Select(candidate => $"\"{candidate.Name}\""))}", $"\"{input}\"", "Correct the name, or name the input with --input name=file.npy.");
            if (dimension >= found.Dims.Count)
                throw new InputException($"--dynamic {text}", $"a dimension below {found.Dims.Count}, as the array has", $"{dimension}", "Count dimensions from 0.");
        }
        return [.. inputs.Select(input => new InputSpec(input.Name) { DynamicDimensions = Of(input.Name, input.Dims.Count) })];
    }

    private Dictionary<int, string> Of(string input, int rank)
    {
        if (entries is null) return rank == 0 ? [] : new Dictionary<int, string> { [0] = EagerModels.BatchName };
        return entries.Where(entry => entry.Input == input).ToDictionary(entry => entry.Dimension, entry => entry.Name);
    }

    private static (string Input, int Dimension, string Name, string Text) ParseOne(string text)
    {
        var equals = text.LastIndexOf('=');
        var colon = equals < 0 ? -1 : text.LastIndexOf(':', equals);
        if (colon > 0 && equals < text.Length - 1 && int.TryParse(text.AsSpan(colon + 1, equals - colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var dimension))
            return (text[..colon], dimension, text[(equals + 1)..], text);
        throw new InputException("--dynamic", "input:dimension=name, such as x:0=batch, or none", $"\"{text}\"", "Write it in that form.");
    }
}
