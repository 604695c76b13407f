using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>What every built-in metric must do.</summary>
internal static class MetricContract
{
    public static void Check(MetricCase row)
    {
        using var scope = NewDisposeScope();
        ConfigIsKept(row);
        ResultsAreTheFacts(row);
        BatchesDoNotCount(row);
        WeightOfZeroIsNoSample(row);
        UpdatesKeepNoTensor(row);
        WrongInputIsRefused(row);
        ExportAgrees(row);
    }

    private static void ConfigIsKept(MetricCase row)
    {
        var metric = row.Create();
        var written = ObjectConfig.Write(metric).ToJsonString();
        var rebuilt = (Metric)ObjectConfig.Read(JsonNode.Parse(written)!, SampleFunctions.Registry);
        Assert.AreEqual(written, ObjectConfig.Write(rebuilt).ToJsonString());
        Assert.AreEqual(metric.Name, rebuilt.Name);
        rebuilt.Update(row.Target, row.Prediction);
        Assert.AreEqual(row.Expected, rebuilt.Result(), 1e-12);
    }

    private static void ResultsAreTheFacts(MetricCase row)
    {
        var metric = row.Create();
        Assert.AreEqual(0, metric.Result(), "before the first batch");
        metric.Update(row.Target, row.Prediction);
        Assert.AreEqual(row.Expected, metric.Result(), 1e-12);
        metric.Update(row.Target, row.Prediction);
        if (metric is not SumMetric) Assert.AreEqual(row.Expected, metric.Result(), 1e-12, "the same samples twice");
        metric.Reset();
        Assert.AreEqual(0, metric.Result(), "after a reset");
        foreach (var state in metric.States.Values) Assert.IsFalse(state.ne(0).any().item<bool>(), "a state is left");
        metric.Update(row.Target, row.Prediction, tensor(row.Weights));
        Assert.AreEqual(row.Weighted, metric.Result(), 1e-12);
        metric.Reset();
        metric.Update(row.Target, row.Prediction, tensor(row.Weights).reshape(-1, 1).to(ScalarType.Float32));
        Assert.AreEqual(row.Weighted, metric.Result(), 1e-12);
    }

    private static void BatchesDoNotCount(MetricCase row)
    {
        var whole = row.Create();
        whole.Update(row.Target, row.Prediction);
        foreach (var size in new[] { 1, 2 })
        {
            var (metric, weighted) = (row.Create(), row.Create());
            for (var first = 0; first < row.Weights.Length; first += size)
            {
                var slice = TensorIndex.Slice(first, Math.Min(first + size, row.Weights.Length));
                metric.Update(row.Target[slice], row.Prediction[slice]);
                weighted.Update(row.Target[slice], row.Prediction[slice], tensor(row.Weights)[slice]);
            }
            Assert.AreEqual(whole.Result(), metric.Result(), row.Exact ? 0 : 1e-12);
            Assert.AreEqual(row.Weighted, weighted.Result(), 1e-12);
        }
    }

    private static void WeightOfZeroIsNoSample(MetricCase row)
    {
        var (zero, without) = (row.Create(), row.Create());
        double[] weights = [.. Enumerable.Repeat(1.0, row.Weights.Length - 1), 0];
        zero.Update(row.Target, row.Prediction, tensor(weights));
        var kept = TensorIndex.Slice(0, weights.Length - 1);
        without.Update(row.Target[kept], row.Prediction[kept]);
        Assert.AreEqual(without.Result(), zero.Result(), 1e-12);
    }

    private static void UpdatesKeepNoTensor(MetricCase row)
    {
        var metric = row.Create();
        using var weights = tensor(row.Weights);
        using var prediction = row.Prediction.is_floating_point() ? row.Prediction.clone().requires_grad_(true) : row.Prediction.clone();
        metric.Update(row.Target, prediction, weights);
        var before = LiveTensors.Count;
        for (var i = 0; i < 3; i++)
        {
            using var batch = NewDisposeScope();
            metric.Update(row.Target, prediction, weights);
            metric.Result();
        }
        Assert.AreEqual(before, LiveTensors.Count);
        Assert.IsFalse(metric.States.Values.Any(state => state.requires_grad));
    }

    private static void WrongInputIsRefused(MetricCase row)
    {
        foreach (var (target, prediction, message) in row.Refused)
        {
            var error = Assert.Throws<AuthoringException>(() => row.Create().Update(target, prediction));
            Assert.AreEqual(message, error.Message);
        }
    }

    private static void ExportAgrees(MetricCase row)
    {
        if (!row.Exported) return;
        var metric = row.Create();
        foreach (var opset in new[] { 17, 20, 23 })
        {
            var model = OnnxExporter.Build(x => [Batch(metric, x[0], row.LastLayer(x[1]))], [row.Target, row.Prediction], new ExportOptions { Opset = opset, Verification = new VerificationOptions { Seeds = 1 } });
            Assert.AreNotEqual(0, model.Report.Parity.Cases.Sum(done => done.Values));
        }
    }

    private static Tensor Batch(Metric metric, Tensor target, Tensor prediction) => metric switch
    {
        MeanMetric mean => mean.Measure(target, prediction).Values,
        ThresholdMetric counts => counts.Count(target, prediction, null),
        F1Score score => score.Count(target, prediction, null),
        ConfusionMatrix matrix => matrix.Count(target, prediction, null),
        R2Score score => score.Moments(target, prediction, null),
        _ => throw new InvalidOperationException($"{metric.GetType().Name} has no formula of a batch; say so in its row."),
    };
}
