using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge verify</c>: compares a model with an exported file, which need not be of our making; a bundle alone with what is saved after loading it.</summary>
internal static class VerifyCommand
{
    private static readonly int[] BatchSizes = [1, 2, 7, 64];

    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal)
    {
        var model = new ModelArguments();
        var file = new Argument<string?>("FILE") { Description = "The .onnx file; left out, the bundle is loaded, rebuilt, saved again and compared with itself.", Arity = ArgumentArity.ZeroOrOne };
        var absolute = new Option<double?>("--atol") { Description = "The absolute difference that is allowed. Default: what the file's own export was held to." };
        var relative = new Option<double?>("--rtol") { Description = "The relative difference that is allowed. Default: what the file's own export was held to." };
        var json = CommonOptions.Json();
        var command = new Command("verify", "Compare a model with an exported file, or a bundle with itself loaded and saved again; exits with 1 when they differ.");
        model.AddTo(command);
        command.Add(file);
        command.Add(absolute);
        command.Add(relative);
        command.Add(json);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(file) is not { } path) return VerifyBundle(model.OpenBundle(parsed, Progress), parsed.GetValue(json), terminal);
            InputFile.Check(path, "an ONNX file");
            using var eager = model.Open(parsed, Progress);
            using var exported = InferenceModel.Load(path, new InferenceOptions { Device = Device.Cpu });
            var tolerance = ParityTolerance.Of(exported.Metadata);
            tolerance = new ParityTolerance(parsed.GetValue(absolute) ?? tolerance.Absolute, parsed.GetValue(relative) ?? tolerance.Relative);
            return Verify(eager, exported, tolerance, parsed.GetValue(json), terminal);

            FileProgress? Progress(string bundle) => FileProgress.Reading(bundle, terminal, parsed.GetValue(json));
        });
        return command;
    }

    private static int Verify(EagerModel eager, InferenceModel exported, ParityTolerance tolerance, bool json, ITerminal terminal)
    {
        var check = new ParityCheck(eager, exported, tolerance);
        List<ParityCaseResult> cases = [];
        using (var all = eager.Rows.All()) cases.Add(check.Compare("all rows", all));
        var free = eager.HasFreeBatch && exported.Signature.Inputs.All(input => input.Dims.Count > 0 && input.Dims[0].Size is null);
        foreach (var size in free ? BatchSizes : [])
        {
            using var batch = eager.Rows.Take(size);
            cases.Add(check.Compare($"batch {size}", batch));
        }
        var result = new ParityResult(cases, [], tolerance.Absolute, tolerance.Relative, 0);
        if (json) terminal.Output.WriteLine(CliJson.Write(Describe(result)));
        else Print(result, terminal);
        return result.Holds ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    private static int VerifyBundle(BundleRoundTrip bundle, bool json, ITerminal terminal)
    {
        if (json) terminal.Output.WriteLine(CliJson.Write(bundle.ToJson()));
        else terminal.Output.WriteLine(bundle.ToString());
        return bundle.Holds ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    private static JsonObject Describe(ParityResult result)
    {
        var json = ResultJson.Parity(result);
        json.Remove("bundleDifference");
        return json;
    }

    private static void Print(ParityResult result, ITerminal terminal)
    {
        var console = Screen.For(terminal);
        console.Write(ResultTables.Parity(result.Cases));
        terminal.Output.WriteLine(result.Holds ? "The exported model computes what the model computes." : "The exported model differs from the model:");
        foreach (var mismatch in result.Cases.Where(row => !row.Holds)) terminal.Output.WriteLine($"  {mismatch.Name}: {mismatch.Mismatch}");
    }
}
