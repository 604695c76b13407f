using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OnnxForge.Inference;

// Aot 1 2 3 4 5 6 7 8 --OnnxModels:housing:Threads=1
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Configuration.AddCommandLine([.. args.Where(argument => argument.StartsWith("--", StringComparison.Ordinal))]);
builder.Services.AddOnnxModel("housing.onnx").WithBatching(options => options with { MaxBatchSize = 32 });
using var host = builder.Build();
await host.StartAsync();
float[] row = [.. args.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal)).Select(float.Parse)];
var price = await host.Services.GetRequiredService<BatchDispatcher>().PredictAsync(row);
Console.WriteLine(price[0]);
await host.StopAsync();
