using System.Text.Json.Nodes;
using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

/// <summary>One command run inside the test's process.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();

    public static CliRun Of(params IReadOnlyList<string> arguments) => Of(CancellationToken.None, arguments);

    public static CliRun Of(CancellationToken cancellation, params IReadOnlyList<string> arguments)
    {
        using var terminal = new BufferTerminal();
        var code = Application.Run(arguments, terminal, cancellation);
        return new CliRun(code, terminal.Output.ToString()!, terminal.Error.ToString()!);
    }
}
