using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The loss, the compiled metrics and what layers report, over the batches since the last reset; as a dictionary, their values now.</summary>
internal sealed class Measures : IReadOnlyDictionary<string, double>, IDisposable
{
    public const string LossName = "loss";

    private readonly string modelName;
    private readonly IReadOnlyList<Metric> metrics;
    private readonly RunningMean loss = new();
    private readonly List<(string Name, RunningMean Mean)> reported = [];

    /// <summary>Measures without batches.</summary>
    /// <exception cref="ConfigException">Two metrics have one name.</exception>
    public Measures(string modelName, IReadOnlyList<Metric> metrics)
    {
        (this.modelName, this.metrics) = (modelName, metrics);
        var names = new HashSet<string> { LossName };
        foreach (var metric in metrics)
        {
            if (!names.Add(metric.Name)) throw Twice(metric.Name);
        }
    }

    public int Count => 1 + metrics.Count + reported.Count;

    public IEnumerable<string> Keys => this.Select(pair => pair.Key);

    public IEnumerable<double> Values => this.Select(pair => pair.Value);

    public double this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no measure \"{key}\" among {string.Join(", ", Keys)}.");

    /// <summary>Takes one batch in; runs without gradients.</summary>
    public void Update(Tensor batchLoss, Tensor target, Tensor prediction, IReadOnlyList<(string Name, Tensor Value)> fromLayers)
    {
        loss.Add(batchLoss, target.shape[0]);
        foreach (var metric in metrics) metric.Update(target, prediction);
        foreach (var (name, value) in fromLayers) Reported(name).Add(value, 1);
    }

    public void Reset()
    {
        loss.Reset();
        foreach (var metric in metrics) metric.Reset();
        foreach (var (_, mean) in reported) mean.Reset();
    }

    public bool ContainsKey(string key) => Find(key) is not null;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        var result = Find(key);
        value = result is null ? default : result();
        return result is not null;
    }

    public IEnumerator<KeyValuePair<string, double>> GetEnumerator()
    {
        yield return new(LossName, loss.Result());
        foreach (var metric in metrics) yield return new(metric.Name, metric.Result());
        foreach (var (name, mean) in reported) yield return new(name, mean.Result());
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        loss.Dispose();
        foreach (var (_, mean) in reported) mean.Dispose();
    }

    private RunningMean Reported(string name)
    {
        foreach (var (known, mean) in reported)
        {
            if (known == name) return mean;
        }
        if (Find(name) is not null) throw Twice(name);
        reported.Add((name, new RunningMean()));
        return reported[^1].Mean;
    }

    private Func<double>? Find(string key)
    {
        if (key == LossName) return loss.Result;
        if (metrics.FirstOrDefault(metric => metric.Name == key) is { } metric) return metric.Result;
        return reported.FirstOrDefault(pair => pair.Name == key).Mean is { } mean ? mean.Result : null;
    }

    private ConfigException Twice(string name) => new(modelName, "metrics of different names, none of them \"loss\"", $"a second one named \"{name}\"",
        "Give one of them another name.");
}
