using System.CommandLine;
using System.Globalization;

namespace OnnxForge.Cli;

/// <summary>The options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The name of the option that asks for JSON.</summary>
    public const string JsonName = "--json";

    /// <summary>Whether a program reads the result.</summary>
    public static Option<bool> Json() => new(JsonName) { Description = "Print one JSON object, for programs." };

    /// <summary>Assemblies with the user's own custom objects.</summary>
    public static Option<string[]> Assemblies() => new("--assembly") { Description = "A .dll with custom objects that the bundle names. May be repeated." };

    /// <summary>The ONNX operator set.</summary>
    public static Option<int> Opset() => Checked("--opset", "The ONNX operator set, 17 to 23.", DefaultOpset, "takes a number from 17 to 23",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var opset) && opset is >= 17 and <= 23 ? opset : null);

    /// <summary>A whole number in a range.</summary>
    public static Option<T> Whole<T>(string name, string description, T fallback, int smallest, int largest) => Checked(name, description, fallback, $"takes a whole number from {smallest} to {largest}",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= smallest && number <= largest ? number : null);

    /// <summary>A number in a range.</summary>
    public static Option<double> Real(string name, string description, double fallback, double smallest, double largest) => Checked(name, description, fallback,
        string.Create(CultureInfo.InvariantCulture, $"takes a number from {smallest} to {largest}"),
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= smallest && number <= largest ? number : null);

    /// <summary>An option whose values are checked, with a message in plain words.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">For the help.</param>
    /// <param name="fallback">The value without the option.</param>
    /// <param name="rule">What the option takes, to stand after its name.</param>
    /// <param name="parse">The value of a text; null when it breaks the rule.</param>
    public static Option<T> Checked<T>(string name, string description, T fallback, string rule, Func<string, object?> parse) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => fallback,
        CustomParser = result =>
        {
            if (result.Tokens is [{ Value: var text }] && parse(text) is T value) return value;
            result.AddError($"{name} {rule}, not '{string.Join(' ', result.Tokens.Select(token => token.Value))}'");
            return fallback;
        },
    };

    private const int DefaultOpset = 20;
}
