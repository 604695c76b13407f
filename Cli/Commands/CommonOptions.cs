using System.CommandLine;

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
    public static Option<int> Opset() => new("--opset")
    {
        Description = "The ONNX operator set, 17 to 23.",
        DefaultValueFactory = _ => DefaultOpset,
        CustomParser = result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var opset) && opset is >= 17 and <= 23) return opset;
            result.AddError($"--opset takes a number from 17 to 23, not '{string.Join(' ', result.Tokens.Select(token => token.Value))}'");
            return DefaultOpset;
        },
    };

    private const int DefaultOpset = 20;
}
