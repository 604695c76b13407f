using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using OnnxForge.Authoring.Native;
using OnnxForge.Export;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>The one place that maps exceptions to exit codes and prints them.</summary>
internal static class ErrorReport
{
    /// <summary>Prints the error: one message on standard error, and with JSON asked for <c>{"error": ...}</c> on standard output too.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(Exception error, ITerminal terminal, bool json)
    {
        // libtorch that does not load shows first in whichever assembly needs it first.
        while (error is TypeInitializationException { InnerException: { } cause }) error = cause;
        var code = CodeOf(error);
        // A defect's stack is what its report needs; every other error is explained by its message alone.
        var message = code switch
        {
            ExitCode.Interrupted => "Interrupted.",
            ExitCode.Defect => $"A defect in onnxforge; please report it with this text.\n{error}",
            _ => error.Message,
        };
        terminal.Error.WriteLine($"onnxforge: {message}");
        if (json)
        {
            var body = new JsonObject { ["message"] = message, ["exitCode"] = code };
            if (error is UnsupportedOperatorException unsupported) body["operators"] = Operators(unsupported);
            terminal.Output.WriteLine(CliJson.Write(new JsonObject { ["error"] = body }));
        }
        return code;
    }

    private static int CodeOf(Exception error) => error switch
    {
        OperationCanceledException => ExitCode.Interrupted,
        InputException or InferenceException or AuthoringException => ExitCode.BadInput,
        IOException or UnauthorizedAccessException => ExitCode.BadInput,
        VerificationException or DoesNotHoldException => ExitCode.DoesNotHold,
        UnsupportedOperatorException or TraceException => ExitCode.NotSupported,
        NativeLoadException or PlatformNotSupportedException => ExitCode.NotSupported,
        ExportException => ExitCode.BadInput,
        _ => ExitCode.Defect,
    };

    private static JsonArray Operators(UnsupportedOperatorException error) =>
    [
        .. error.Operators.Select(unsupported => new JsonObject
        {
            ["operator"] = unsupported.Operator,
            ["source"] = unsupported.Source,
            ["module"] = unsupported.ModulePath,
            ["reason"] = unsupported.Reason,
        }),
    ];
}
