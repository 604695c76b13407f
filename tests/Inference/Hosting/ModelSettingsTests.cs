using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnnxForge.Inference;
using OnnxForge.Inference.Hosting;

namespace OnnxForge.Tests.Inference.Hosting;

[TestClass]
public sealed class ModelSettingsTests
{
    [TestMethod]
    public void Settings_WithoutConfiguration_AreTheCodes()
    {
        var settings = Read(new ServiceCollection().AddOnnxModel("models/prices.onnx", options => options with { Threads = 2 }).Services);
        Assert.AreEqual(new InferenceOptions { Threads = 2, WarmUp = true }, settings.Options);
        Assert.AreEqual(Path.Combine(AppContext.BaseDirectory, "models/prices.onnx"), settings.Path);
        Assert.AreEqual(new BatchOptions(), settings.Batching);
    }

    [TestMethod]
    public void Settings_OfTheConfiguration_HaveTheLastWord()
    {
        var hash = new string('a', 64);
        var settings = Read(
            new ServiceCollection().AddOnnxModel("prices.onnx", options => options with { Threads = 2, Trusted = true, TimeLimit = TimeSpan.FromSeconds(1) })
                .WithBatching(options => options with { MaxBatchSize = 7, QueueCapacity = 9 }).WithReload(TimeSpan.FromSeconds(5)).Services,
            """
            {
              "Path": "/models/new.onnx", "Device": "cuda:1", "CudaOptions": { "MemoryLimit": 5000000000, "Tf32": true, "ConvolutionSearch": "Heuristic", "LargeConvolutionWorkspace": false, "ArenaGrowth": "SameAsRequested", "Graphs": true, "RefuseCpuNodes": "true" },
              "Threads": 3, "AllowSpinning": true, "CpuArena": false, "Sessions": 2, "Optimization": "basic", "TimeLimit": "00:00:02.5", "ShareThreads": true, "WarmUp": "False", "CacheDirectory": "/cache",
              "Trusted": false, "ExpectedSha256": "HASH",
              "Batching": { "MaxBatchSize": 16, "MaxDelay": "00:00:00.002", "WhenFull": "Reject" }, "Reload": { "Interval": "00:01:00" }
            }
            """.Replace("HASH", hash, StringComparison.Ordinal));
        Assert.AreEqual(
            new InferenceOptions
            {
                Device = Device.Cuda(1, new CudaOptions
                {
                    MemoryLimit = 5_000_000_000, Tf32 = true, ConvolutionSearch = CudaConvolutionSearch.Heuristic, LargeConvolutionWorkspace = false, ArenaGrowth = CudaArenaGrowth.SameAsRequested, Graphs = true,
                    RefuseCpuNodes = true,
                }),
                Threads = 3,
                AllowSpinning = true,
                CpuArena = false,
                Sessions = 2,
                Optimization = GraphOptimization.Basic,
                TimeLimit = TimeSpan.FromSeconds(2.5),
                ShareThreads = true,
                WarmUp = false,
                CacheDirectory = "/cache",
                Trusted = false,
                ExpectedSha256 = hash,
            },
            settings.Options);
        Assert.AreEqual(new BatchOptions { MaxBatchSize = 16, QueueCapacity = 9, MaxDelay = TimeSpan.FromMilliseconds(2), WhenFull = QueueFullMode.Reject }, settings.Batching);
        Assert.AreEqual("/models/new.onnx", settings.Path);
        Assert.AreEqual(TimeSpan.FromMinutes(1), settings.ReloadInterval);
    }

    [TestMethod]
    public void Settings_EveryOption_CanBeConfigured()
    {
        // A new option must be read too.
        Assert.HasCount(12, typeof(InferenceOptions).GetProperties());
        Assert.HasCount(4, typeof(BatchOptions).GetProperties());
        // A stream is a pointer of the running process, which no configuration can know.
        Assert.HasCount(7 + 1, typeof(CudaOptions).GetProperties());
    }

    [TestMethod]
    [DataRow("auto")]
    [DataRow("CPU")]
    [DataRow("cuda")]
    [DataRow("Cuda:2")]
    [DataRow("CoreMLExecutionProvider")]
    public void Settings_Device_IsReadFromItsName(string text)
    {
        var expected = text switch { "auto" => Device.Auto, "CPU" => Device.Cpu, "cuda" => Device.Cuda(0), "Cuda:2" => Device.Cuda(2), _ => Device.Provider(text) };
        Assert.AreEqual(expected, Read(new ServiceCollection().AddOnnxModel("prices.onnx").Services, $$"""{ "Device": "{{text}}" }""").Options.Device);
    }

    [TestMethod]
    public void Settings_OfAProvider_ReachIt() => Assert.AreEqual(
        Device.Provider("XNNPACK", new Dictionary<string, string> { ["intra_op_num_threads"] = "4" }),
        Read(new ServiceCollection().AddOnnxModel("prices.onnx").Services, """{ "Device": "XNNPACK", "ProviderOptions": { "intra_op_num_threads": 4 } }""").Options.Device);

    [TestMethod]
    public void Settings_ThatAreWrong_AreOneError()
    {
        var error = Assert.ThrowsExactly<OptionsValidationException>(() => Read(
            new ServiceCollection().AddOnnxModel("prices.onnx").WithBatching().Services,
            """
            { "Device": "cuda:x", "Threads": "two", "WarmUp": "yes", "Optimization": "3", "TimeLimit": "5", "Trusted": { "All": true }, "Thread": 1, "Batching": { "MaxBatchSize": 1.5, "Size": 1 } }
            """));
        CollectionAssert.AreEqual(
            new[]
            {
                "OnnxModels:prices:Device: expected auto, cpu, cuda, cuda:NUMBER, or the name of an execution provider; received 'cuda:x'. Correct the setting.",
                "OnnxModels:prices:Threads: expected a whole number; received 'two'. Correct the setting.",
                "OnnxModels:prices:Optimization: expected None, Basic, Extended, All; received '3'. Correct the setting.",
                "OnnxModels:prices:TimeLimit: expected a time as 00:00:05; received '5'. Correct the setting.",
                "OnnxModels:prices:WarmUp: expected true or false; received 'yes'. Correct the setting.",
                "OnnxModels:prices:Trusted: expected one value; received a section. Correct the setting.",
                "OnnxModels:prices:Batching:MaxBatchSize: expected a whole number; received '1.5'. Correct the setting.",
                "OnnxModels:prices:Batching:Size: expected one of MaxBatchSize, MaxDelay, QueueCapacity, WhenFull; received another name. Correct or remove the setting.",
                "OnnxModels:prices:Thread: expected one of Path, Device, Threads, AllowSpinning, CpuArena, Sessions, Optimization, TimeLimit, ShareThreads, WarmUp, CacheDirectory, Trusted, ExpectedSha256, Batching; received another name. Correct or remove the setting.",
            },
            error.Failures.ToArray());
    }

    [TestMethod]
    public void Settings_OfPartsThatTheCodeDoesNotAdd_AreRefused() => Assert.AreEqual(
        "OnnxModels:prices:Batching: expected one of Path, Device, Threads, AllowSpinning, CpuArena, Sessions, Optimization, TimeLimit, ShareThreads, WarmUp, CacheDirectory, Trusted, ExpectedSha256; received another name. Correct or remove the setting.",
        Assert.ThrowsExactly<OptionsValidationException>(() => Read(new ServiceCollection().AddOnnxModel("prices.onnx").Services, """{ "Batching": { "MaxBatchSize": 2 } }""")).Failures.Single());

    [TestMethod]
    public async Task Start_WrongSettingOfOneModel_FailsBeforeAnyIsLoaded()
    {
        await using var app = new HostedApplication().With(("OnnxModels:second:Threads", "many"));
        app.Services.AddKeyedOnnxModel("first", app.Write("a.onnx", Housing.File));
        app.Services.AddKeyedOnnxModel("second", app.PathOf("a.onnx"));
        var error = await Assert.ThrowsExactlyAsync<OptionsValidationException>(app.StartAsync);
        Assert.AreEqual("OnnxModels:second:Threads: expected a whole number; received 'many'. Correct the setting.", error.Message);
        Assert.IsEmpty(app.Messages);
    }

    [TestMethod]
    public async Task Start_ValueOutOfRange_FailsWithTheOptionsError()
    {
        await using var app = new HostedApplication().With(("OnnxModels:a:Threads", "0"));
        app.Services.AddOnnxModel(app.Write("a.onnx", Housing.File));
        var error = await Assert.ThrowsExactlyAsync<InferenceException>(app.StartAsync);
        Assert.AreEqual("InferenceOptions.Threads: expected 1 or more, or null; received 0. Give the number of threads for one run.", error.Message);
    }

    private static ModelSettings Read(IServiceCollection services, string? json = null)
    {
        if (json is not null)
        {
            var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""{ "OnnxModels": { "Prices": {{json}} } }"""));
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonStream(stream).Build());
        }

        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<ModelRegistration>().Settings(provider);
    }
}
