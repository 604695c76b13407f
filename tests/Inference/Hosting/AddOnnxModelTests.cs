using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OnnxForge.Inference;

namespace OnnxForge.Tests.Inference.Hosting;

[TestClass]
public sealed class AddOnnxModelTests
{
    private static readonly float[] Ones = [1, 1, 1, 1, 1, 1, 1, 1];

    [TestMethod]
    public async Task AddOnnxModel_ByPath_GivesTheModel()
    {
        await using var app = new HostedApplication();
        Assert.AreEqual("prices", app.Services.AddOnnxModel(app.Write("prices.onnx", Housing.File), options => options with { Threads = 1 }).Name);
        var services = await app.StartAsync();
        var model = services.GetRequiredService<InferenceModel>();
        Assert.AreEqual(8f, model.Predict(Ones)[0]);
        Assert.AreSame(model, services.GetRequiredService<InferenceModel>());
        await app.StopAsync();
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Predict(Ones));
    }

    [TestMethod]
    public async Task AddOnnxModel_OfAClass_GivesTheClass()
    {
        await using var app = new HostedApplication();
        Assert.AreEqual("Housing", app.Services.AddOnnxModel<Housing>(app.Write("prices.onnx", Housing.File)).Name);
        var services = await app.StartAsync();
        var housing = services.GetRequiredService<Housing>();
        Assert.AreEqual(8f, housing.Price(Ones));
        Assert.IsNull(services.GetService<InferenceModel>());
    }

    [TestMethod]
    public async Task AddKeyedOnnxModel_SeveralKeys_GiveTheirModels()
    {
        await using var app = new HostedApplication();
        app.Services.AddOnnxModel<Housing>(app.Write("a.onnx", Housing.File)).WithBatching();
        app.Services.AddKeyedOnnxModel<Housing>("twice", app.Write("b.onnx", Housing.WithWeight(2))).WithBatching();
        app.Services.AddKeyedOnnxModel(DayOfWeek.Friday, app.Write("c.onnx", Housing.WithWeight(3)));
        app.Services.AddSingleton<Shop>();
        var services = await app.StartAsync();
        Assert.AreEqual(8f, services.GetRequiredService<Housing>().Price(Ones));
        Assert.AreEqual(8f, (await services.GetRequiredService<BatchDispatcher>().PredictAsync(Ones))[0]);
        Assert.AreEqual(16f, (await services.GetRequiredKeyedService<BatchDispatcher>("twice").PredictAsync(Ones))[0]);
        var shop = services.GetRequiredService<Shop>();
        Assert.AreEqual(16f, shop.Twice.Price(Ones));
        Assert.AreEqual(24f, shop.Friday.Predict(Ones)[0]);
    }

    [TestMethod]
    public async Task Start_MissingFile_FailsWithTheLoadError()
    {
        await using var app = new HostedApplication();
        var started = false;
        app.Services.AddHostedService(_ => new Starter(() => started = true));
        app.Services.AddOnnxModel(app.PathOf("none.onnx"));
        var error = await Assert.ThrowsExactlyAsync<ModelLoadException>(app.StartAsync);
        Assert.AreEqual($"Model '{app.PathOf("none.onnx")}': expected a model file; received no file at that path. Check the path, or export the model first.", error.Message);
        Assert.IsFalse(started);
    }

    [TestMethod]
    public async Task Start_OtherServices_FindModelsReady()
    {
        await using var app = new HostedApplication();
        var logged = 0;
        app.Services.AddHostedService(_ => new Starter(() => logged = app.Messages.Count));
        app.Services.AddOnnxModel(app.Write("a.onnx", Housing.File));
        await app.StartAsync();
        Assert.AreEqual(1, logged);
    }

    [TestMethod]
    public async Task Start_FileOfAnotherSignature_FailsAndFreesTheModel()
    {
        await using var app = new HostedApplication();
        app.Services.AddOnnxModel<Housing>(app.Write("a.onnx", HandMadeModels.Linear));
        await Assert.ThrowsExactlyAsync<SignatureMismatchException>(app.StartAsync);
        Assert.IsEmpty(app.Messages);
    }

    [TestMethod]
    public async Task Start_ModelThatCannotBeBatched_Fails()
    {
        await using var app = new HostedApplication();
        app.Services.AddOnnxModel(app.Write("a.onnx", HandMadeModels.Counted), options => options with { WarmUp = false }).WithBatching();
        var error = await Assert.ThrowsExactlyAsync<InferenceException>(app.StartAsync);
        Assert.StartsWith($"Dispatcher of model '{app.PathOf("a.onnx")}': expected inputs and outputs whose first dim is the same open size", error.Message);
    }

    [TestMethod]
    public async Task Stop_WithRequestsWaiting_AnswersThemBeforeTheModelGoes()
    {
        await using var app = new HostedApplication();
        var disposals = Housing.Disposals = [];
        app.Services.AddOnnxModel<Housing>(app.Write("a.onnx", Housing.File)).WithBatching(options => options with { MaxDelay = TimeSpan.FromSeconds(1) }).WithReload();
        var services = await app.StartAsync();
        Housing.Disposals = null;
        var dispatcher = services.GetRequiredService<BatchDispatcher>();
        var answers = Enumerable.Range(0, 32).Select(_ => dispatcher.PredictAsync(Ones)).ToArray();
        await app.StopAsync();
        Assert.IsTrue((await Task.WhenAll(answers)).All(prices => prices[0] == 8));
        CollectionAssert.AreEqual(new[] { "model" }, disposals);
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => dispatcher.PredictAsync(Ones));
        Assert.IsTrue(app.Messages.All(message => message.Id.Id == 1), string.Join('\n', app.Messages));
    }

    [TestMethod]
    public void Container_WithoutAHost_LoadsAtTheFirstUseAndDisposes()
    {
        var file = Path.GetTempFileName();
        File.WriteAllBytes(file, Housing.File);
        InferenceModel model;
        using (var services = new ServiceCollection().AddOnnxModel(file).WithBatching().Services.BuildServiceProvider())
        {
            model = services.GetRequiredService<InferenceModel>();
            Assert.AreEqual(8f, services.GetRequiredService<BatchDispatcher>().PredictAsync(Ones).GetAwaiter().GetResult()[0]);
        }

        File.Delete(file);
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Predict(Ones));
    }

    [TestMethod]
    public void AddOnnxModel_AgainOrWithoutWhatItNeeds_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddOnnxModel("a/prices.onnx").WithBatching();
        Refused("AddOnnxModel: expected a name that no other model has; received 'prices' again. Use AddKeyedOnnxModel with a key of another name.", () => services.AddOnnxModel("b/prices.onnx"));
        Refused("AddOnnxModel: expected a name that no other model has; received 'Prices' again. Use AddKeyedOnnxModel with a key of another name.", () => services.AddKeyedOnnxModel("Prices", "b/prices.onnx"));
        Refused("Model other: expected no other service InferenceModel of the same key; received a second one. Add one of the models with AddKeyedOnnxModel.", () => services.AddOnnxModel("other.onnx"));
        Refused("Model Housing: expected no other service BatchDispatcher of the same key; received a second one. Add one of the models with AddKeyedOnnxModel.", () => services.AddOnnxModel<Housing>("housing.onnx").WithBatching());
        Assert.ThrowsExactly<ArgumentException>(() => services.AddOnnxModel(""));
        Assert.ThrowsExactly<ArgumentException>(() => services.AddKeyedOnnxModel("", "a.onnx"));
        Assert.ThrowsExactly<ArgumentNullException>(() => services.AddKeyedOnnxModel(null!, "a.onnx"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => services.AddKeyedOnnxModel("checked", "housing.onnx").WithHealthCheck(TimeSpan.Zero));
    }

    private static void Refused(string message, Action add) => Assert.AreEqual(message, Assert.ThrowsExactly<InvalidOperationException>(add).Message);

    private sealed class Shop([FromKeyedServices("twice")] Housing twice, [FromKeyedServices(DayOfWeek.Friday)] InferenceModel friday)
    {
        public Housing Twice => twice;

        public InferenceModel Friday => friday;
    }

    private sealed class Starter(Action start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
