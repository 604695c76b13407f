using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge run</c>: computes a model's outputs from NumPy files into NumPy files. Needs ONNX Runtime, not libtorch.</summary>
internal static class RunCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "The .onnx file." };
        var input = new Option<string[]>("--input")
        {
            Description = "A .npy file: x.npy for the next input that has none, or name=x.npy. Repeat it for each input.",
            Required = true,
        };
        var folder = new Option<string>("--output-dir") { Description = "The folder that gets one .npy file an output.", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("run", "Run an ONNX model on NumPy arrays.") { model, input, folder, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(model), parsed.GetRequiredValue(input), parsed.GetRequiredValue(folder), parsed.GetValue(json), terminal));
        return command;
    }

    private static int Run(string modelPath, string[] inputs, string folder, bool json, ITerminal terminal)
    {
        InputFile.Check(modelPath, "an ONNX file");
        using var model = InferenceModel.Load(modelPath);
        var values = InputArguments.Read(inputs, [.. model.Signature.Inputs.Select(signature => signature.Name)]);
        var outputs = model.Run(values);
        OutputFolder.Prepare(folder, "--output-dir");
        var names = FileNames.Make(outputs.Keys);
        List<(string Name, TensorData Value, string Path)> written = [];
        foreach (var (name, value) in outputs)
        {
            var path = Path.Combine(folder, names[name] + ".npy");
            AtomicFile.Write(path, stream => NpyFile.Write(stream, value));
            written.Add((name, value, path));
        }
        if (json) terminal.Output.WriteLine(CliJson.Write(Describe(written)));
        else foreach (var (name, value, path) in written) terminal.Output.WriteLine($"{name} {value} -> {path}");
        return ExitCode.Done;
    }

    private static JsonObject Describe(IEnumerable<(string Name, TensorData Value, string Path)> written) => new()
    {
        ["outputs"] = new JsonArray([.. written.Select(output => new JsonObject
        {
            ["name"] = output.Name,
            ["dtype"] = output.Value.Type.ToName(),
            ["dims"] = new JsonArray([.. output.Value.Dims.Select(size => JsonValue.Create(size))]),
            ["file"] = output.Path,
        })]),
    };
}
