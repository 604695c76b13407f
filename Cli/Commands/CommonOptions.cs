using System.CommandLine;

namespace OnnxForge.Cli;

/// <summary>The options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The name of the option that asks for JSON.</summary>
    public const string JsonName = "--json";

    /// <summary>Whether a program reads the result.</summary>
    public static Option<bool> Json() => new(JsonName) { Description = "Print one JSON object, for programs." };
}
