using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OnnxForge.Samples;

// Worker --Input rows.csv --Output prices.csv
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddOnnxModel("housing.onnx");
builder.Services.AddHostedService<Scorer>();
builder.Build().Run();
