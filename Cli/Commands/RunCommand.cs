using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge run</c>: computes a model's outputs from NumPy, CSV and JSON files. Needs ONNX Runtime, not libtorch.</summary>
internal static class RunCommand
{
    private const int DefaultBatch = 1024;

    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal, CancellationToken cancellation)
    {
        var model = new Argument<string>("MODEL") { Description = "The .onnx file." };
        var files = new Argument<string[]>("INPUT")
        {
            Description = "One file of rows (.csv, .tsv, .json, .jsonl) or of named arrays (.npz, .json), or .npy files: x.npy for the next input that has none, or name=x.npy.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var input = new Option<string[]>("--input") { Description = "The same as INPUT." };
        var output = new Option<string?>("--output", "-o", "--output-dir") { Description = "A .csv, .json, .jsonl, .npz or .npy file, or a folder that gets one .npy file an output. Default: standard output." };
        var batch = CommonOptions.Whole<int?>("--batch", $"The most rows of one run. Default: {DefaultBatch} for files of rows, and arrays at once.", null, 1, 100_000_000);
        var missing = CommonOptions.Checked("--missing", "What empty cells, NA and null are for numbers: nan, or error.", "error", "takes nan or error", text => text is "nan" or "error" ? text : null);
        var noHeader = new Option<bool>("--no-header") { Description = "The first row of the CSV file is data; its columns are the inputs in order." };
        var device = DeviceOption.Create();
        var json = CommonOptions.Json();
        var command = new Command("run", "Run an ONNX model on files of rows or arrays.") { model, files, input, output, batch, missing, noHeader, device, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(model);
            InputFile.Check(path, "an ONNX file");
            using var loaded = InferenceModel.Load(path, new InferenceOptions { Device = parsed.GetRequiredValue(device) });
            string[] inputs = [.. parsed.GetValue(files) ?? [], .. parsed.GetValue(input) ?? []];
            using var reader = RowReaders.Open(inputs, loaded.Signature, parsed.GetValue(batch) is not null, !parsed.GetValue(noHeader), parsed.GetValue(missing) == "nan");
            var target = new OutputTarget(parsed.GetValue(output));
            var progress = new RunProgress(terminal, TimeProvider.System);
            var rows = BatchOf(loaded.Signature) ?? parsed.GetValue(batch) ?? DefaultBatch;
            var run = new RowRun(loaded, reader, rows, target.Path is null ? null : progress);
            target.Write(terminal, reader is CsvRowReader && !parsed.GetValue(json), writer => run.Write(writer, cancellation));
            if (target.Path is not null) Report(run, target, progress, parsed.GetValue(json), terminal);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The rows that a model takes, where its signature fixes them.</summary>
    private static int? BatchOf(ModelSignature signature) => (int?)signature.Inputs.FirstOrDefault(input => input.Dims.Count > 0)?.Dims[0].Size;

    private static void Report(RowRun run, OutputTarget target, RunProgress progress, bool json, ITerminal terminal)
    {
        if (json)
        {
            terminal.Output.WriteLine(CliJson.Write(new JsonObject
            {
                ["outputs"] = new JsonArray([.. run.Outputs.Select(output => new JsonObject
                {
                    ["name"] = output.Key,
                    ["dtype"] = output.Value.Type.ToName(),
                    ["dims"] = new JsonArray([.. output.Value.Dims.Select(size => JsonValue.Create(size))]),
                    ["file"] = target.FileOf(output.Key, run.Outputs.Keys),
                })]),
                ["rows"] = run.Rows,
                ["seconds"] = progress.Elapsed.TotalSeconds,
            }));
            return;
        }
        foreach (var (name, (type, dims)) in run.Outputs) terminal.Output.WriteLine($"{name} {type.ToName()} [{string.Join(", ", dims)}] -> {target.FileOf(name, run.Outputs.Keys)}");
        if (run.Rows > 0) terminal.Output.WriteLine(progress.Describe(run.Rows));
    }
}
