using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OnnxForge.Inference;

// Aot 1 2 3 4 5 6 7 8 --OnnxModels:Housing:Threads=1
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Configuration.AddCommandLine([.. args.Where(argument => argument.StartsWith("--", StringComparison.Ordinal))]);
builder.Services.AddOnnxModel<Housing>("housing.onnx").WithBatching(options => options with { MaxBatchSize = 32 });
using var host = builder.Build();
await host.StartAsync();
float[] row = [.. args.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal)).Select(float.Parse)];
var price = host.Services.GetRequiredService<Housing>().Predict(new Housing.Input { Features = row }).Price;
var inABatch = await host.Services.GetRequiredService<BatchDispatcher>().PredictAsync(row);
Console.WriteLine($"{price} {inABatch[0]}");
await host.StopAsync();

[OnnxModel("housing.onnx")]
internal sealed partial class Housing;
