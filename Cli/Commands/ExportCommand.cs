using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge export</c>: a bundle or a TorchScript file to a verified ONNX file.</summary>
internal static class ExportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal)
    {
        var model = new ModelArguments();
        var output = new Option<string>("--output", "-o") { Description = "The .onnx file to write.", Required = true };
        var opset = CommonOptions.Opset();
        var json = CommonOptions.Json();
        var strict = new Option<bool>("--strict") { Description = "Refuse the export where a graph pass would have to be left out, instead of noting it." };
        var command = new Command("export", "Export a model to ONNX and prove the file equal to it.");
        model.AddTo(command);
        command.Add(output);
        command.Add(opset);
        command.Add(strict);
        command.Add(json);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            using var eager = model.Open(parsed, bundle => FileProgress.Reading(bundle, terminal, parsed.GetValue(json)));
            OutputFolder.Prepare(Path.GetDirectoryName(Path.GetFullPath(path))!, "--output");
            var options = new ExportOptions { Opset = parsed.GetValue(opset), Strict = parsed.GetValue(strict), Inputs = eager.Inputs, OutputNames = eager.OutputNames, Metadata = eager.Metadata };
            return Export(eager, path, options, parsed.GetValue(json), terminal);
        });
        return command;
    }

    private static int Export(EagerModel eager, string path, ExportOptions options, bool json, ITerminal terminal)
    {
        using var scope = NewDisposeScope();
        using var rows = eager.Rows.All();
        var report = OnnxExporter.Export(eager.Module, rows.Eager, path, options);
        if (json) terminal.Output.WriteLine(CliJson.Write(Describe(path, report)));
        else Print(path, report, terminal);
        return ExitCode.Done;
    }

    private static void Print(string path, ExportReport report, ITerminal terminal)
    {
        terminal.Output.WriteLine($"{path}: {Quantity.Bytes(report.Bytes)}, {report.Operators.Values.Sum()} nodes, opset {report.Opset}, IR version {report.IrVersion}");
        terminal.Output.WriteLine($"Verified against the model in {report.Parity.Cases.Count} runs: largest difference {Quantity.Difference(report.Parity.MaxAbsolute)} absolute, "
            + $"{Quantity.Difference(report.Parity.MaxRelative)} relative.");
        foreach (var warning in report.Warnings) terminal.Output.WriteLine($"Note: {warning}");
    }

    private static JsonObject Describe(string path, ExportReport report) => new()
    {
        ["file"] = path,
        ["bytes"] = report.Bytes,
        ["sha256"] = report.Sha256,
        ["opset"] = report.Opset,
        ["irVersion"] = report.IrVersion,
        ["operators"] = ResultJson.Operators(report.Operators),
        ["parity"] = ResultJson.ExportParity(report.Parity),
        ["warnings"] = new JsonArray([.. report.Warnings.Select(warning => JsonValue.Create(warning))]),
    };
}
