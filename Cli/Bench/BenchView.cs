using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace OnnxForge.Cli;

/// <summary>Shows measurements to a program or a person.</summary>
internal static class BenchView
{
    // Beyond this, ratios of medians say more about the machine than about the model.
    private const double NoisySpread = 0.2;

    private static readonly double[] Percentiles = [0.5, 0.9, 0.99, 0.999];

    /// <summary>The measurements as JSON; latencies in microseconds.</summary>
    public static JsonObject ToJson(BenchResult result) => new()
    {
        ["signature"] = result.Signature.ToString(),
        ["device"] = result.Device.Name,
        ["batch"] = result.Batch,
        ["processors"] = Environment.ProcessorCount,
        ["calls"] = new JsonArray([.. result.Calls.Select(Call)]),
        ["throughput"] = new JsonArray([.. result.Throughput.Select(row => new JsonObject { ["callers"] = row.Callers, ["callsPerSecond"] = row.Ours, ["rawCallsPerSecond"] = row.Raw, ["ratio"] = row.Ours / row.Raw })]),
        ["load"] = new JsonObject { ["milliseconds"] = result.Load.Ours, ["rawMilliseconds"] = result.Load.Raw, ["ratio"] = result.Load.Ours / result.Load.Raw },
        ["spread"] = result.Spread,
        ["noisy"] = result.Spread > NoisySpread,
    };

    /// <summary>Prints the measurements.</summary>
    public static void Print(BenchResult result, ITerminal terminal)
    {
        terminal.Output.WriteLine($"{result.Signature} on {result.Device}, batch {result.Batch}");
        var console = Screen.For(terminal);
        console.Write(Latencies(result));
        var own = result.Calls.First(call => call.Reference is not null);
        terminal.Output.WriteLine("OrtValue and NamedOnnxValue: ONNX Runtime's own C# library. Bytes: allocated a call. Ratios of medians, with what 80% of the rounds lie between:");
        foreach (var call in result.Calls.Where(call => call.Reference is not null))
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {call.Name} over {call.Reference}: {call.Ratio:0.00} ({call.RatioLow:0.00} - {call.RatioHigh:0.00})"));
        terminal.Output.WriteLine($"Latencies of {own.Name}:");
        foreach (var line in Histogram.Lines(own.Microseconds)) terminal.Output.WriteLine(line);
        console.Write(Throughputs(result));
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Load: {result.Load.Ours:0.0} ms, {result.Load.Ours / result.Load.Raw:0.00} times ONNX Runtime's {result.Load.Raw:0.0} ms"));
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Noise: the median of the same call moved by {100 * result.Spread:0}% from round to round{(result.Spread > NoisySpread ? "; the machine is busy, so take ratios rather than times, and measure longer" : "")}."));
    }

    private static Table Latencies(BenchResult result)
    {
        var table = Screen.Table("Call", ">p50", ">p90", ">p99", ">p99.9", ">Bytes");
        foreach (var call in result.Calls)
        {
            Text[] cells = [new(call.Name), .. Percentiles.Select(share => new Text(Quantity.Microseconds(Samples.Quantile(call.Microseconds, share)))),
                new(call.BytesPerCall.ToString("#,0", CultureInfo.InvariantCulture))];
            table.AddRow(cells);
        }
        return table;
    }

    private static Table Throughputs(BenchResult result)
    {
        var table = Screen.Table(">Callers", ">Calls a second", ">Rows a second", ">OrtValue", ">Ratio");
        foreach (var row in result.Throughput)
        {
            table.AddRow([.. ((double[])[row.Callers, row.Ours, row.Ours * result.Batch, row.Raw]).Select(value => new Text(value.ToString("#,0", CultureInfo.InvariantCulture))),
                new Text((row.Ours / row.Raw).ToString("0.00", CultureInfo.InvariantCulture))]);
        }
        return table;
    }

    private static JsonObject Call(CallResult call) => new()
    {
        ["name"] = call.Name,
        ["reference"] = call.Reference,
        ["count"] = call.Microseconds.Count,
        ["p50"] = Samples.Quantile(call.Microseconds, 0.5),
        ["p90"] = Samples.Quantile(call.Microseconds, 0.9),
        ["p99"] = Samples.Quantile(call.Microseconds, 0.99),
        ["p999"] = Samples.Quantile(call.Microseconds, 0.999),
        ["bytesPerCall"] = call.BytesPerCall,
        ["ratio"] = call.Ratio,
        ["ratioLow"] = call.RatioLow,
        ["ratioHigh"] = call.RatioHigh,
    };
}
