using System.CommandLine;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge diff</c>: compares two bundles, files of weights, or ONNX files. It creates none of the objects that a bundle names.</summary>
internal static class DiffCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal)
    {
        var first = new Argument<string>("FIRST") { Description = "A bundle (.forge), weights (.safetensors, .pth, .dat) or an ONNX file." };
        var second = new Argument<string>("SECOND") { Description = "The file to compare it with: of the same kind, or weights with a bundle's." };
        var keys = new Option<string[]>("--key") { Description = "A key that leads to the weights in a file of PyTorch, such as model. May be repeated, outermost first." };
        var json = CommonOptions.Json();
        var command = new Command("diff", "Show how two model files differ; exits with 1 when they do.") { first, second, keys, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(keys) ?? [];
            using var left = Read(parsed.GetRequiredValue(first));
            using var right = Read(parsed.GetRequiredValue(second));
            var difference = FileDifference.Between(left, right);
            if (parsed.GetValue(json)) terminal.Output.WriteLine(CliJson.Write(difference.ToJson()));
            else FileDifferenceView.Print(difference, terminal);
            return difference.IsEmpty ? ExitCode.Done : ExitCode.DoesNotHold;

            ComparedFile Read(string file)
            {
                using var progress = FileProgress.Reading(file, terminal, parsed.GetValue(json));
                return ComparedFile.Read(file, path, progress);
            }
        });
        return command;
    }
}
