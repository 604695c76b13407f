using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class MetricTests
{
    private static readonly (Metric Metric, double First, double Both, double Weighted)[] rows =
    [
        // Errors 0, 2, -3 and then 4; weights 1, 0.5, 2.
        (new MeanSquaredErrorMetric(), 13 / 3.0, 29 / 4.0, 20 / 3.5),
        (new MeanAbsoluteErrorMetric(), 5 / 3.0, 9 / 4.0, 7 / 3.5),
        (new RootMeanSquaredErrorMetric(), Math.Sqrt(13 / 3.0), Math.Sqrt(29 / 4.0), Math.Sqrt(20 / 3.5)),
        (new MeanMetric(), 5 / 3.0, 10 / 4.0, 3 / 3.5),
    ];

    [TestMethod]
    public void Metrics_OverBatches_AreTheMeanOfAllSamples()
    {
        var (target, prediction) = (tensor(new[,] { { 1f }, { 2f }, { 3f } }), tensor(new[,] { { 1f }, { 4f }, { 0f } }));
        foreach (var (metric, first, both, weighted) in rows)
        {
            Assert.AreEqual(0, metric.Result());
            metric.Update(target, prediction);
            Assert.AreEqual(first, metric.Result(), 1e-12, metric.Name);
            metric.Update(tensor(new[,] { { 1f } }), tensor(new[,] { { 5f } }));
            Assert.AreEqual(both, metric.Result(), 1e-12, metric.Name);
            metric.Reset();
            Assert.AreEqual(0, metric.Result());
            metric.Update(target, prediction, tensor(new[] { 1, 0.5f, 2 }));
            Assert.AreEqual(weighted, metric.Result(), 1e-12, metric.Name);
            Assert.AreEqual(3.5, metric.States["count"].item<double>());
        }
    }

    [TestMethod]
    public void Update_InATrainingScope_KeepsTheStatesAndNoGraph()
    {
        var metric = new MeanAbsoluteErrorMetric();
        using (NewDisposeScope())
        {
            var prediction = ones(4, 1, requires_grad: true);
            for (var i = 0; i < 3; i++) metric.Update(zeros(4, 1), prediction);
        }
        Assert.AreEqual(1, metric.Result());
        Assert.IsFalse(metric.States["total"].requires_grad);
    }

    [TestMethod]
    public void TargetOfAnotherShape_IsRefused() => ConfigContract.Error<ShapeException>(
        "mean_absolute_error: expected a target of the prediction's shape [3, 1]; received a target of shape [3]. "
        + "Give the targets the shape of the model's output, for one output a sample [batch, 1]: target.reshape(-1, 1).",
        () => new MeanAbsoluteErrorMetric().Update(ones(3), ones(3, 1)));
}
