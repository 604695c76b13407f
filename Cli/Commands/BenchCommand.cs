using System.CommandLine;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge bench</c>: measures a model, against ONNX Runtime's own C# library in the same run. Needs ONNX Runtime, not libtorch.</summary>
internal static class BenchCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal, CancellationToken cancellation)
    {
        var model = new Argument<string>("MODEL") { Description = "The .onnx file." };
        var input = new Option<string[]>("--input") { Description = "A .npy file to run on: x.npy for the next input that has none, or name=x.npy. Default: made-up values." };
        var batch = CommonOptions.Whole("--batch", "The size of open first dimensions of made-up values.", 1, 1, 1_000_000);
        var callers = CommonOptions.Whole<int?>("--threads", "The most threads that call at the same time. Default: one per processor.", null, 1, 1024);
        var runThreads = CommonOptions.Whole<int?>("--run-threads", "Threads that work on one run. Default: one per physical core.", null, 1, 1024);
        var seconds = CommonOptions.Real("--seconds", "About how long to measure.", 5, 0.1, 3600);
        var device = DeviceOption.Create();
        var json = CommonOptions.Json();
        var command = new Command("bench", "Measure latency, throughput, memory and load time of an ONNX model, against ONNX Runtime alone.") { model, input, batch, callers, runThreads, seconds, device, json };
        command.SetAction(parsed =>
        {
            var settings = new BenchSettings(parsed.GetRequiredValue(model), parsed.GetValue(batch), parsed.GetValue(callers) ?? Environment.ProcessorCount, parsed.GetValue(runThreads),
                parsed.GetValue(seconds), parsed.GetRequiredValue(device), parsed.GetValue(input) ?? []);
            var result = BenchRun.Measure(settings, cancellation);
            if (parsed.GetValue(json)) terminal.Output.WriteLine(CliJson.Write(BenchView.ToJson(result)));
            else BenchView.Print(result, terminal);
            return ExitCode.Done;
        });
        return command;
    }
}
