using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The loss, the compiled metrics and what layers report, over the batches since the last reset; as a dictionary, their values now.</summary>
internal sealed class Measures : IReadOnlyDictionary<string, double>, IDisposable
{
    public const string LossName = "loss";

    private readonly string modelName;
    private readonly IReadOnlyList<IReadOnlyList<Metric>> outputs;
    private readonly IReadOnlyList<(string Name, Metric Metric)> metrics;
    private readonly IReadOnlyList<(string Name, RunningMean Mean)> outputLosses;
    private readonly RunningMean loss = new();
    private readonly List<(string Name, RunningMean Mean)> reported = [];

    /// <summary>Measures without batches.</summary>
    /// <exception cref="ConfigException">Two metrics have one name.</exception>
    public Measures(string modelName, IReadOnlyList<IReadOnlyList<Metric>> outputs)
    {
        (this.modelName, this.outputs) = (modelName, outputs);
        string Prefix(int output) => outputs.Count == 1 ? "" : $"output_{output}_";
        metrics = [.. outputs.SelectMany((own, i) => own.Select(metric => (Prefix(i) + metric.Name, metric)))];
        outputLosses = outputs.Count == 1 ? [] : [.. outputs.Select((_, i) => ($"{Prefix(i)}{LossName}", new RunningMean()))];
        var names = new HashSet<string>([LossName, .. outputLosses.Select(pair => pair.Name)]);
        foreach (var (name, _) in metrics)
        {
            if (!names.Add(name)) throw Twice(name);
        }
    }

    public int Count => 1 + outputLosses.Count + metrics.Count + reported.Count;

    public IEnumerable<string> Keys => this.Select(pair => pair.Key);

    public IEnumerable<double> Values => this.Select(pair => pair.Value);

    public double this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no measure \"{key}\" among {string.Join(", ", Keys)}.");

    /// <summary>Takes the losses of several outputs in, before <see cref="Update"/>.</summary>
    public void NoteOutputs(IReadOnlyList<Tensor> losses, IReadOnlyList<OutputValues> values)
    {
        foreach (var (output, loss, value) in outputLosses.Zip(losses, values)) output.Mean.Add(loss.detach(), value.Count);
    }

    /// <summary>Takes one batch in; runs without gradients.</summary>
    public void Update(Tensor batchLoss, IReadOnlyList<OutputValues> values, IReadOnlyList<(string Name, Tensor Value)> fromLayers)
    {
        loss.Add(batchLoss, values[0].Count);
        foreach (var (own, value) in outputs.Zip(values))
        {
            if (value.Count == 0) continue;
            foreach (var metric in own) metric.Update(value.Target, value.Prediction, value.Weight);
        }
        foreach (var (name, value) in fromLayers) Reported(name).Add(value, 1);
    }

    public void Reset()
    {
        loss.Reset();
        foreach (var (_, mean) in outputLosses) mean.Reset();
        foreach (var (_, metric) in metrics) metric.Reset();
        foreach (var (_, mean) in reported) mean.Reset();
    }

    public void Save(CheckpointState state)
    {
        loss.Save(state.Part(LossName));
        foreach (var (name, metric) in metrics) metric.Save(state.Part("metrics").Part(name));
        foreach (var (name, mean) in outputLosses) mean.Save(state.Part("outputs").Part(name));
        foreach (var (name, mean) in reported) mean.Save(state.Part("reported").Part(name));
    }

    public void Load(CheckpointState state)
    {
        loss.Load(state.Part(LossName));
        foreach (var (name, metric) in metrics) metric.Load(state.Part("metrics").Part(name));
        foreach (var (name, mean) in outputLosses) mean.Load(state.Part("outputs").Part(name));
        foreach (var (_, mean) in reported) mean.Dispose();
        reported.Clear();
        foreach (var name in state.Part("reported").Names) Reported(name).Load(state.Part("reported").Part(name));
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
        foreach (var (name, mean) in outputLosses) yield return new(name, mean.Result());
        foreach (var (name, metric) in metrics) yield return new(name, metric.Result());
        foreach (var (name, mean) in reported) yield return new(name, mean.Result());
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        loss.Dispose();
        foreach (var (_, mean) in outputLosses) mean.Dispose();
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
        if (metrics.FirstOrDefault(pair => pair.Name == key).Metric is { } metric) return metric.Result;
        return outputLosses.Concat(reported).FirstOrDefault(pair => pair.Name == key).Mean is { } mean ? mean.Result : null;
    }

    private ConfigException Twice(string name) => new(modelName, "metrics of different names, none of them \"loss\"", $"a second one named \"{name}\"",
        "Give one of them another name.");
}
