using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OnnxForge.Inference;

namespace OnnxForge.Samples;

/// <summary>Reads rows of numbers from a table, and writes them with the model's price at their end.</summary>
internal sealed class Scorer(InferenceModel model, IConfiguration settings, IHostApplicationLifetime application) : BackgroundService
{
    private const int BatchSize = 1024;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ScoreAsync(settings["Input"]!, settings["Output"]!, stoppingToken);
        }
        catch
        {
            // The host logs it and stops; the exit code tells those who started the process.
            Environment.ExitCode = 1;
            throw;
        }

        application.StopApplication();
    }

    private async Task ScoreAsync(string input, string output, CancellationToken stop)
    {
        using var reader = new StreamReader(input);
        await using var writer = new StreamWriter(output);
        await writer.WriteLineAsync($"{await reader.ReadLineAsync(stop)},price");
        var lines = new List<string>();
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            lines.Add(line);
            if (lines.Count == BatchSize)
            {
                await WriteAsync(lines, writer, stop);
            }
        }

        await WriteAsync(lines, writer, stop);
    }

    private async Task WriteAsync(List<string> lines, StreamWriter writer, CancellationToken stop)
    {
        var prices = model.PredictRows([.. lines.Select(Numbers)], stop);
        foreach (var (line, price) in lines.Zip(prices))
        {
            await writer.WriteLineAsync($"{line},{price[0].ToString(CultureInfo.InvariantCulture)}");
        }

        lines.Clear();
    }

    private static float[] Numbers(string line) => [.. line.Split(',').Select(field => float.Parse(field, CultureInfo.InvariantCulture))];
}
