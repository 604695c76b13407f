using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge serve</c>: answers the Open Inference Protocol over HTTP until Ctrl-C or SIGTERM. Needs ONNX Runtime, not libtorch.</summary>
internal static class ServeCommand
{
    private const double BytesPerMegabyte = 1e6;

    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal, CancellationToken cancellation)
    {
        var defaults = new ServeOptions();
        var models = new Argument<string[]>("MODEL") { Description = "An .onnx file, name=file.onnx, or a folder of .onnx files. May be repeated.", Arity = ArgumentArity.OneOrMore };
        var host = CommonOptions.Checked("--host", "The address to listen at; 0.0.0.0 for all of this machine.", IPAddress.Loopback, "takes an IP address or localhost", text => text == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(text, out var address) ? address : null);
        var port = CommonOptions.Whole("--port", "The port to listen at; 0 for any that is free.", defaults.Port, 0, IPEndPoint.MaxPort);
        var device = DeviceOption.Create();
        var threads = CommonOptions.Whole<int?>("--threads", "Threads that work on one run. Default: one per physical core.", null, 1, 1024);
        var body = CommonOptions.Real("--max-body", "The largest body of a request, in MB.", defaults.MaxBodyBytes / BytesPerMegabyte, 0.001, 2000);
        var limit = CommonOptions.Real("--time-limit", "The longest that a request may take, in seconds.", defaults.TimeLimit.TotalSeconds, 0.001, 86_400);
        var concurrency = CommonOptions.Whole("--concurrency", "Requests that are read and computed at the same time.", defaults.Concurrency, 1, 100_000);
        var queue = CommonOptions.Whole("--queue", "Requests that wait for their turn; one more is answered with 503.", defaults.Queue, 0, 1_000_000);
        var batch = CommonOptions.Whole<int?>("--batch-size", "Gathers requests into runs of at most that many rows. Default: each request is a run.", null, 1, 1_000_000);
        var delay = CommonOptions.Real("--batch-delay", "How long a batch waits for more rows, in milliseconds.", 0, 0, 60_000);
        var watch = new Option<bool>("--watch") { Description = "Look at the files every 2 seconds, and reload one that changed." };
        var access = new Option<bool>("--access-log") { Description = "Print a line for each request." };
        var json = CommonOptions.Json();
        var command = new Command("serve", "Serve ONNX models over HTTP by the Open Inference Protocol (KServe v2).")
            { models, host, port, device, threads, body, limit, concurrency, queue, batch, delay, watch, access, json };
        command.SetAction(parsed => ServeAsync(parsed.GetRequiredValue(models), new ServeOptions
        {
            Host = parsed.GetRequiredValue(host),
            Port = parsed.GetValue(port),
            Device = parsed.GetRequiredValue(device),
            Threads = parsed.GetValue(threads),
            MaxBodyBytes = (long)(parsed.GetValue(body) * BytesPerMegabyte),
            TimeLimit = TimeSpan.FromSeconds(parsed.GetValue(limit)),
            Concurrency = parsed.GetValue(concurrency),
            Queue = parsed.GetValue(queue),
            BatchSize = parsed.GetValue(batch),
            BatchDelay = TimeSpan.FromMilliseconds(parsed.GetValue(delay)),
            Watch = parsed.GetValue(watch) ? TimeSpan.FromSeconds(2) : null,
            AccessLog = parsed.GetValue(access),
        }, parsed.GetValue(json), terminal, cancellation).GetAwaiter().GetResult());
        return command;
    }

    private static async Task<int> ServeAsync(string[] arguments, ServeOptions options, bool json, ITerminal terminal, CancellationToken cancellation)
    {
        Dictionary<string, ServedModel> models = new(StringComparer.Ordinal);
        void Log(string line)
        {
            lock (models) terminal.Error.WriteLine(line);
        }

        try
        {
            foreach (var (name, path) in ServedPaths.Resolve(arguments)) models.Add(name, ServedModel.Load(name, path, options, Log));
        }
        catch
        {
            foreach (var model in models.Values) await model.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await using var server = await InferenceServer.StartAsync(models, options, Log).ConfigureAwait(false);
        Announce(server.Address, models, json, terminal);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        await server.StopAsync().ConfigureAwait(false);
        if (!json) terminal.Output.WriteLine("Stopped.");
        return ExitCode.Done;
    }

    private static void Announce(string address, Dictionary<string, ServedModel> models, bool json, ITerminal terminal)
    {
        if (json)
        {
            var described = models.Values.Select(model => new JsonObject { ["name"] = model.Name, ["url"] = $"{address}/v2/models/{Uri.EscapeDataString(model.Name)}", ["device"] = model.Device.Name });
            terminal.Output.WriteLine(CliJson.WriteCompact(new JsonObject { ["url"] = address, ["models"] = new JsonArray([.. described]) }));
        }
        else
        {
            foreach (var model in models.Values)
                terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model.Name}: {model.Signature} on {model.Device}, at {address}/v2/models/{Uri.EscapeDataString(model.Name)}/infer"));
            terminal.Output.WriteLine("Ctrl-C ends it.");
        }
        terminal.Output.Flush();
    }
}
