using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using OnnxForge.Inference;

namespace OnnxForge.Tests.Inference.Hosting;

[TestClass]
public sealed class ModelHealthTests
{
    [TestMethod]
    public async Task Health_OfAModelThatComputes_IsGood()
    {
        await using var app = new HostedApplication();
        app.Services.AddOnnxModel(app.Write("prices.onnx", Housing.File), options => options with { Device = Device.Cpu }).WithHealthCheck(tags: ["ready"]);
        var entry = await Check(await app.StartAsync());
        Assert.AreEqual(HealthStatus.Healthy, entry.Status);
        Assert.AreEqual("Model prices computes.", entry.Description);
        CollectionAssert.AreEqual(new[] { "ready" }, entry.Tags.ToArray());
        Assert.AreEqual("cpu", entry.Data["device"]);
        Assert.AreEqual("(features float32 [batch, 8]) -> (price float32 [batch, 1])", entry.Data["signature"]);
    }

    [TestMethod]
    public async Task Health_AfterARefusedReload_IsDegradedUntilAGoodOne()
    {
        await using var app = new HostedApplication();
        var path = app.Write("prices.onnx", Housing.File);
        app.Services.AddOnnxModel(path, options => options with { Device = Device.Cpu }).WithReload(TimeSpan.FromMilliseconds(20)).WithHealthCheck();
        var services = await app.StartAsync();
        Replace(path, HandMadeModels.Linear);
        await Logged(app, 2);
        var entry = await Check(services);
        Assert.AreEqual(HealthStatus.Degraded, entry.Status);
        Assert.StartsWith($"Model prices runs on as it was, as its changed file cannot take its place. Model '{path}': expected the signature of the model it replaces", entry.Description!);
        Assert.IsInstanceOfType<ModelLoadException>(entry.Exception);
        Assert.AreEqual(8f, services.GetRequiredService<InferenceModel>().Predict([1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f])[0]);

        Replace(path, Housing.WithWeight(2));
        await Logged(app, 3);
        Assert.AreEqual(HealthStatus.Healthy, (await Check(services)).Status);
        Assert.AreEqual(16f, services.GetRequiredService<InferenceModel>().Predict([1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f])[0]);

        var messages = app.Messages.ToArray();
        Assert.AreEqual((LogLevel.Error, new EventId(3, "ReloadRefused"), "Model prices runs on as it was: its changed file cannot take its place"), (messages[1].Level, messages[1].Id, messages[1].Text));
        Assert.AreSame(entry.Exception, messages[1].Error);
        Assert.AreEqual(
            (LogLevel.Information, new EventId(2, "Reloaded"), $"Model prices was loaded again from {path} and runs on cpu (asked for)"), (messages[2].Level, messages[2].Id, messages[2].Text));
    }

    [TestMethod]
    public async Task Health_OfARunThatTakesTooLong_IsBad()
    {
        await using var app = new HostedApplication();
        app.Services.AddOnnxModel(app.Write("endless.onnx", HandMadeModels.Endless), options => options with { WarmUp = false }).WithHealthCheck(TimeSpan.FromSeconds(0.2));
        var entry = await Check(await app.StartAsync());
        Assert.AreEqual(HealthStatus.Unhealthy, entry.Status);
        Assert.AreEqual("Model endless: expected a run on zeros within 0.2 s; received none.", entry.Description);
    }

    [TestMethod]
    public async Task Health_OfAModelThatFails_IsBad()
    {
        await using var app = new HostedApplication();
        var model = new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, 3).Weight("s", [2L], 1).Output("y", OnnxModelBuilder.Float32, 2).Node("Reshape", ["x", "s"], ["y"]).Build();
        app.Services.AddOnnxModel(app.Write("broken.onnx", model), options => options with { WarmUp = false, Optimization = GraphOptimization.None }).WithHealthCheck();
        var services = await app.StartAsync();
        var entry = await Check(services);
        Assert.AreEqual(HealthStatus.Unhealthy, entry.Status);
        Assert.StartsWith($"Run of model '{app.PathOf("broken.onnx")}': expected inputs that the model can compute with; received ", entry.Description!);
        Assert.AreEqual((LogLevel.Warning, new EventId(4, "RunFailed"), "A run of model broken failed"), app.Messages.Select(message => (message.Level, message.Id, message.Text)).Last());
    }

    [TestMethod]
    public async Task Log_OfALoadedModel_TellsWhereItRuns()
    {
        await using var app = new HostedApplication();
        var path = app.Write("prices.onnx", Housing.File);
        app.Services.AddOnnxModel(path, options => options with { Device = Device.Cpu });
        await app.StartAsync();
        var (level, id, text, _) = app.Messages.Single();
        Assert.AreEqual((LogLevel.Information, new EventId(1, "Loaded")), (level, id));
        Assert.MatchesRegex($"^Model prices was loaded from {System.Text.RegularExpressions.Regex.Escape(path)} in \\d+ ms and runs on cpu \\(asked for\\)$", text);
    }

    [TestMethod]
    public async Task Log_OfAFullQueue_IsOneMessageForManyRequests()
    {
        await using var app = new HostedApplication();
        app.Services.AddOnnxModel(app.Write("prices.onnx", Housing.File)).WithBatching(options => options with { MaxBatchSize = 1, QueueCapacity = 1, WhenFull = QueueFullMode.Reject });
        var services = await app.StartAsync();
        var dispatcher = services.GetRequiredService<BatchDispatcher>();
        var answers = Enumerable.Range(0, 2000).Select(_ => dispatcher.PredictAsync(new float[8])).ToArray();
        await Task.WhenAll(answers.Select(answer => answer.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.IsGreaterThan(1, answers.Count(answer => answer.IsFaulted));
        var full = app.Messages.Where(message => message.Id.Id == 5).ToArray();
        Assert.IsLessThanOrEqualTo(2, full.Length);
        Assert.AreEqual((LogLevel.Warning, new EventId(5, "QueueFull"), "The queue of model prices is full: 1 requests found no room since the last such message"), (full[0].Level, full[0].Id, full[0].Text));
    }

    private static async Task<HealthReportEntry> Check(IServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Values.Single();

    /// <summary>In one step, as those who deploy do.</summary>
    private static void Replace(string path, byte[] model)
    {
        File.WriteAllBytes(path + ".new", model);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static async Task Logged(HostedApplication app, int messages)
    {
        var limit = DateTime.UtcNow.AddSeconds(30);
        while (app.Messages.Count < messages)
        {
            Assert.IsTrue(DateTime.UtcNow < limit, "no message came");
            await Task.Delay(10);
        }
    }
}
