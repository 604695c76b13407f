using System.CommandLine;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge inspect</c>: shows what an .onnx or .forge file holds. Needs neither ONNX Runtime nor libtorch.</summary>
internal static class InspectCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "An .onnx or .forge file." };
        var json = CommonOptions.Json();
        var command = new Command("inspect", "Show a model file's signature, operators, sizes and configs.") { file, json };
        command.SetAction(parsed => Inspect(parsed.GetRequiredValue(file), parsed.GetValue(json), terminal));
        return command;
    }

    private static int Inspect(string path, bool json, ITerminal terminal)
    {
        var model = OnnxFile.Read(path);
        if (json) terminal.Output.WriteLine(CliJson.Write(OnnxFileView.ToJson(model)));
        else OnnxFileView.Print(path, model, terminal);
        return ExitCode.Done;
    }
}
