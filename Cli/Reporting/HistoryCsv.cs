using System.Globalization;
using CsvHelper;

namespace OnnxForge.Cli;

/// <summary>Writes <c>history.csv</c>: an epoch a line, with every loss and metric and the seconds.</summary>
internal static class HistoryCsv
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };

    /// <summary>Writes to a stream, which stays open.</summary>
    public static void Write(Stream stream, IReadOnlyList<EpochResult> history)
    {
        string[] names = [.. history.SelectMany(epoch => epoch.Values.Keys).Distinct(StringComparer.Ordinal)];
        using var writer = CsvWriter.Create(stream, Options, leaveOpen: true);
        writer.WriteRecord(["epoch", .. names, "seconds"]);
        foreach (var epoch in history)
        {
            writer.WriteRecord([
                epoch.Epoch.ToString(CultureInfo.InvariantCulture),
                .. names.Select(name => epoch.Values.TryGetValue(name, out var value) ? value.ToString("R", CultureInfo.InvariantCulture) : null),
                epoch.Seconds.ToString("0.000", CultureInfo.InvariantCulture),
            ]);
        }
    }
}
