using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace OnnxForge.Cli;

/// <summary>Counts of a server's requests to compute, as text that Prometheus reads.</summary>
internal sealed class ServerMetrics
{
    /// <summary>The content type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<(string Model, int Status), (long Count, TimeSpan Time)> requests = new();

    /// <summary>Counts an answered request.</summary>
    public void Count(string model, int status, TimeSpan time) =>
        requests.AddOrUpdate((model, status), static (_, time) => (1, time), static (_, before, time) => (before.Count + 1, before.Time + time), time);

    /// <summary>The text.</summary>
    /// <param name="inHand">Requests that are read and computed now.</param>
    /// <param name="waiting">Requests that wait for their turn now.</param>
    public string Describe(long inHand, long waiting)
    {
        var rows = requests.ToArray().OrderBy(row => row.Key.Model, StringComparer.Ordinal).ThenBy(row => row.Key.Status).ToList();
        var text = new StringBuilder();
        text.Append("# HELP onnxforge_requests_total Requests to compute that were answered.\n# TYPE onnxforge_requests_total counter\n");
        foreach (var (key, (count, _)) in rows) text.Append(CultureInfo.InvariantCulture, $"onnxforge_requests_total{Labels(key)} {count}\n");
        text.Append("# HELP onnxforge_request_seconds_total Time that they took, from the first byte to the answer.\n# TYPE onnxforge_request_seconds_total counter\n");
        foreach (var (key, (_, time)) in rows) text.Append(CultureInfo.InvariantCulture, $"onnxforge_request_seconds_total{Labels(key)} {time.TotalSeconds:0.######}\n");
        text.Append(CultureInfo.InvariantCulture, $"# HELP onnxforge_requests_in_flight Requests that are read and computed.\n# TYPE onnxforge_requests_in_flight gauge\nonnxforge_requests_in_flight {inHand}\n");
        text.Append(CultureInfo.InvariantCulture, $"# HELP onnxforge_requests_waiting Requests that wait for their turn.\n# TYPE onnxforge_requests_waiting gauge\nonnxforge_requests_waiting {waiting}\n");
        return text.ToString();
    }

    private static string Labels((string Model, int Status) key) =>
        string.Create(CultureInfo.InvariantCulture, $"{{model=\"{key.Model.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\",status=\"{key.Status}\"}}");
}
