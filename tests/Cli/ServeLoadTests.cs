using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OnnxForge.Cli;
using OnnxForge.Tests.Inference;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class ServeLoadTests
{
    private const int Clients = 32;
    private const int Requests = 1000;

    [TestMethod]
    [DataRow(null)]
    [DataRow(16)]
    public async Task Infer_ManyClients_GetWhatOneByOneGives(int? batchSize)
    {
        await using var server = await ServedModels.StartAsync(new ServeOptions { BatchSize = batchSize, BatchDelay = TimeSpan.FromMilliseconds(1) }, ("linear", HandMadeModels.Linear));
        var answers = new string[Requests];
        var next = -1;

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < Requests;) answers[i] = await AskAsync(server, i);
        })));

        for (var i = 0; i < Requests; i++)
        {
            // Small whole numbers: exact in float32.
            var (x0, x1, x2) = (i, i % 7, -i % 5);
            var row = $"{x0 + 2 * x1 + 3 * x2 + 10},{-x0 + 20}";
            Assert.AreEqual($"[{(i % 3 == 0 ? $"{row},{row}" : row)}]", answers[i]);
        }
        Assert.IsEmpty(server.Lines);
        await server.InferAsync("linear", "{}");
        // A request is counted once its answer is on the way.
        await WaitForAsync(() => Metrics(server).Contains($"\nonnxforge_requests_total{{model=\"linear\",status=\"200\"}} {Requests}\nonnxforge_requests_total{{model=\"linear\",status=\"400\"}} 1\n", StringComparison.Ordinal));
        StringAssert.EndsWith(Metrics(server), "\nonnxforge_requests_waiting 0\n");
    }

    [TestMethod]
    public async Task Infer_FileThatChanges_IsAnsweredByTheNewOne()
    {
        await using var server = await ServedModels.StartAsync(new ServeOptions { Watch = TimeSpan.FromMilliseconds(20), AccessLog = true }, ("linear", HandMadeModels.Linear));
        Assert.AreEqual("[26,19,26,19]", await AskAsync(server, 0, "1,3,3"));

        File.WriteAllBytes(server.PathOf("linear"), [1, 2, 3]);
        await WaitForAsync(() => server.Lines.Any(line => line.StartsWith("linear stays as it is: Model ", StringComparison.Ordinal)));
        Assert.AreEqual("[26,19,26,19]", await AskAsync(server, 0, "1,3,3"));

        File.WriteAllBytes(server.PathOf("linear"), new OnnxModelBuilder()
            .Input("x", OnnxModelBuilder.Float32, "batch", 3).Output("y", OnnxModelBuilder.Float32, "batch", 2)
            .Weight("w", [0f, 0f, 0f, 0f, 0f, 0f], 3, 2).Weight("b", [1f, 2f], 2).Node("Gemm", ["x", "w", "b"], ["y"]).Build());
        await WaitForAsync(() => server.Lines.Contains($"Reloaded linear from {server.PathOf("linear")}."));
        Assert.AreEqual("[1,2,1,2]", await AskAsync(server, 0, "1,3,3"));
        Assert.IsTrue(server.Lines.Any(line => line.StartsWith("127.0.0.1 POST /v2/models/linear/infer 200 ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Stop_RequestsUnderWay_AreAnsweredFirst()
    {
        const string Body = """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,3,3]}]}""";
        var server = await ServedModels.StartAsync(new ServeOptions(), ("linear", HandMadeModels.Linear));
        using var client = new RawClient(server);
        await client.SendAsync($"POST /v2/models/linear/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Body.Length}\r\n\r\n{Body[..^1]}");
        await WaitForAsync(() => Metrics(server).Contains("\nonnxforge_requests_in_flight 1\n", StringComparison.Ordinal));

        var stop = server.StopAsync();
        // The request ends only with its last byte, which is sent once no new one gets in.
        await WaitForAsync(() => !TakesConnections(server));
        Assert.IsFalse(stop.IsCompleted);
        await client.SendAsync(Body[^1..]);

        var (status, answer) = await client.ReadAsync();
        Assert.AreEqual("HTTP/1.1 200 OK", status);
        Assert.AreEqual("[26,19]", JsonNode.Parse(answer)!["outputs"]![0]!["data"]!.ToJsonString());
        await stop;
        await server.DisposeAsync();
    }

    [TestMethod]
    public async Task Start_PortInUse_SaysSo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["linear.onnx"], HandMadeModels.Linear);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var run = await Task.Run(() => CliRun.Of("serve", folder["linear.onnx"], "--port", $"{port}"));

        Assert.AreEqual(2, run.Code);
        StringAssert.StartsWith(run.Error, $"onnxforge: --host 127.0.0.1 --port {port}: expected an address of this machine and a port that is free; received ");
        Assert.AreEqual("", run.Output);
    }

    [TestMethod]
    public void Start_ModelsThatCannotBeServed_SaysWhich()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.onnx"], HandMadeModels.Linear);
        Fails([folder["none.onnx"]], $"{folder["none.onnx"]}: expected an ONNX file; received a path where there is none. Check the path.");
        Fails([folder["a.onnx"], $"a={folder["a.onnx"]}"], $"{folder["a.onnx"]}, {folder["a.onnx"]}: expected models of different names; received \"a\" 2 times. Name them with name=file.onnx.");
        Directory.CreateDirectory(folder["empty"]);
        Fails([folder["empty"]], $"{folder["empty"]}: expected a folder with .onnx files; received a folder without. Check the path.");

        static void Fails(string[] models, string message)
        {
            var run = CliRun.Of(["serve", .. models, "--port", "0"]);
            Assert.AreEqual($"onnxforge: {message}\n", run.Error);
            Assert.AreEqual(2, run.Code);
        }
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Serve_AsAProcess_AnswersUntilCtrlC()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["models"]);
        foreach (var name in (string[])["one", "two"]) File.WriteAllBytes(Path.Combine(folder["models"], $"{name}.onnx"), HandMadeModels.Linear);
        var port = FreePort();
        using var process = CliProcess.Start("serve", folder["models"], "--port", $"{port}");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await WaitForAsync(() => process.HasExited || IsReady(client));
        Assert.AreEqual("two", (string?)JsonNode.Parse(await client.GetStringAsync(new Uri("/v2/models/two", UriKind.Relative)))!["name"]);

        process.Interrupt();
        var run = process.Wait();

        Assert.AreEqual(0, run.Code, run.Error);
        Assert.AreEqual("", run.Error);
        StringAssert.StartsWith(run.Output, $"one: (x float32 [batch, 3]) -> (y float32 [batch, 2]) on cpu (");
        StringAssert.Contains(run.Output, $"), at http://127.0.0.1:{port}/v2/models/two/infer\n");
        StringAssert.EndsWith(run.Output, "\nStopped.\n");
    }

    private static async Task<string> AskAsync(ServedModels server, int i, string? row = null)
    {
        row ??= string.Create(CultureInfo.InvariantCulture, $"{i},{i % 7},{-i % 5}");
        // Every third asks for two rows, so that batches mix sizes.
        var (rows, data) = i % 3 == 0 ? (2, $"{row},{row}") : (1, row);
        var (status, json) = await server.InferAsync("linear", $$"""{"inputs":[{"name":"x","shape":[{{rows}},3],"datatype":"FP32","data":[{{data}}]}]}""");
        Assert.AreEqual(HttpStatusCode.OK, status, json.ToJsonString());
        return json["outputs"]![0]!["data"]!.ToJsonString();
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (var waited = 0; !condition(); waited++)
        {
            Assert.IsLessThan(2400, waited, "It did not come within a minute.");
            await Task.Delay(25);
        }
    }

    private static bool TakesConnections(ServedModels server)
    {
        try
        {
            using var connection = new RawClient(server);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Metrics(ServedModels server)
    {
        using var response = server.Client.Send(new HttpRequestMessage(HttpMethod.Get, new Uri("/metrics", UriKind.Relative)));
        using var reader = new StreamReader(response.Content.ReadAsStream());
        return reader.ReadToEnd();
    }

    private static bool IsReady(HttpClient client)
    {
        try
        {
            using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, new Uri("/v2/health/ready", UriKind.Relative)));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
