using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OnnxForge.Inference;
using OnnxForge.Tests.Inference;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Samples;

/// <summary>The code of docs/serving.md, with a model that sums the 8 values of a row.</summary>
[TestClass]
public sealed class ReadmeServingTests
{
    [TestMethod]
    public async Task Serving_ModelsInServices_ReachWhoAsksForThem()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("housing.onnx"), HandMadeModels.Housing);
        File.WriteAllBytes(folder.File("reviews.onnx"), HandMadeModels.Linear);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            [new("OnnxModels:Housing:Path", folder.File("housing.onnx")), new("OnnxModels:Reviews:Path", folder.File("reviews.onnx")), new("OnnxModels:Housing:Batching:MaxBatchSize", "16")]);
        var services = builder.Services;

        #region serving-services
        services.AddOnnxModel<Housing>("housing.onnx", options => options with { TimeLimit = TimeSpan.FromSeconds(1) })
            .WithBatching(options => options with { MaxBatchSize = 32 })
            .WithReload()
            .WithHealthCheck();
        services.AddKeyedOnnxModel("reviews", "reviews.onnx");
        #endregion

        services.AddSingleton<Pricing>();
        using var host = builder.Build();
        await host.StartAsync();
        var pricing = host.Services.GetRequiredService<Pricing>();
        Assert.AreEqual(36f, await pricing.PriceAsync(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, default));
        Assert.AreEqual(TimeSpan.FromSeconds(1), host.Services.GetServices<OnnxForge.Inference.Hosting.ModelRegistration>().First().Options.TimeLimit);
        Assert.AreEqual(HealthStatus.Healthy, (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status);
        Assert.AreEqual(24f, host.Services.GetRequiredKeyedService<InferenceModel>("reviews").Predict([1f, 2f, 3f])[0]);
        await host.StopAsync();
    }

    #region serving-use
    public sealed class Pricing(BatchDispatcher dispatcher)
    {
        public async Task<float> PriceAsync(float[] features, CancellationToken stop) => (await dispatcher.PredictAsync(features, stop))[0];
    }
    #endregion
}
