using System.CommandLine;

namespace OnnxForge.Cli;

/// <summary>The command line as a function of its arguments: parses, runs one command, and turns every failure into a message and an exit code.</summary>
internal static class Application
{
    /// <summary>Runs one command.</summary>
    /// <param name="arguments">The arguments after the program's name.</param>
    /// <param name="terminal">Where results and errors go.</param>
    /// <param name="cancellation">Ends a running command after its current step.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, ITerminal terminal, CancellationToken cancellation)
    {
        var json = arguments.Contains(CommonOptions.JsonName, StringComparer.Ordinal);
        try
        {
            var parsed = CreateRoot(terminal, cancellation).Parse(arguments);
            if (parsed.Errors.Count > 0) throw UsageError(parsed);
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        // The one place where every failure ends: it becomes a message and an exit code.
#pragma warning disable CA1031
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ErrorReport.Write(error, terminal, json);
        }
    }

    private static RootCommand CreateRoot(ITerminal terminal, CancellationToken cancellation) =>
        new("Train models written in C#, export them to ONNX by watching them run, and prove and run the result.")
        {
            TrainCommand.Create(terminal, cancellation),
            ExportCommand.Create(terminal),
            RunCommand.Create(terminal, cancellation),
            VerifyCommand.Create(terminal),
            DiffCommand.Create(terminal),
            InspectCommand.Create(terminal),
            ServeCommand.Create(terminal, cancellation),
            BenchCommand.Create(terminal, cancellation),
            DoctorCommand.Create(terminal),
        };

    private static InputException UsageError(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "onnxforge" : $"onnxforge {command.Name}";
        var problems = string.Join("; ", parsed.Errors.Select(error => error.Message.TrimEnd('.')));
        return new InputException(name, "arguments as its help describes", problems, $"See {name} --help.");
    }
}
