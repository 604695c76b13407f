using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>What every built-in loss must do.</summary>
internal static class LossContract
{
    public static void Check(LossCase row)
    {
        using var scope = NewDisposeScope();
        ConfigIsKept(row);
        ValuesAreTheFacts(row);
        ReductionsAndWeightsAgree(row);
        GradientIsTheSlope(row);
        ExtremesAreFinite(row);
        WrongInputIsRefused(row);
        ExportAgrees(row);
    }

    private static void ConfigIsKept(LossCase row)
    {
        foreach (var loss in new[] { row.Loss, row.Loss with { Reduction = Reduction.Sum } })
        {
            var written = ObjectConfig.Write(loss).ToJsonString();
            Assert.AreEqual(loss, ObjectConfig.Read(JsonNode.Parse(written)!, SampleFunctions.Registry));
        }
    }

    private static void ValuesAreTheFacts(LossCase row)
    {
        var loss = row.Loss with { Reduction = Reduction.None };
        Close(row.Values, loss.Call(row.Target, row.Prediction), 1e-12);
        Close(row.Values, loss.Call(Single(row.Target), Single(row.Prediction)), 2e-6);
    }

    private static void ReductionsAndWeightsAgree(LossCase row)
    {
        var count = (double)(row.Counted ?? row.Values.Length);
        var rows = (int)row.Prediction.shape[0];
        double[] weights = [.. Enumerable.Range(0, rows).Select(i => 0.5 + i)];
        double[] weighted = [.. row.Values.Select((value, i) => value * weights[i / (row.Values.Length / rows)])];
        foreach (var (values, weight) in new[] { (row.Values, null), (weighted, tensor(weights)), (weighted, tensor(weights).reshape(-1, 1)) })
        {
            Tensor Call(Reduction reduction) => (row.Loss with { Reduction = reduction }).Call(row.Target, row.Prediction, weight);
            Close([values.Sum() / count], Call(Reduction.Mean), 1e-12);
            Close([values.Sum()], Call(Reduction.Sum), 1e-12);
            Close(values, Call(Reduction.None), 1e-12);
        }
    }

    private static void GradientIsTheSlope(LossCase row)
    {
        const double step = 1e-6;
        var prediction = row.Prediction.clone().requires_grad_(true);
        row.Loss.Call(row.Target, prediction).backward();
        var gradient = prediction.grad!.data<double>().ToArray();
        var at = row.Prediction.data<double>().ToArray();
        for (var i = 0; i < at.Length; i++)
        {
            double Moved(double by)
            {
                double[] moved = [.. at];
                moved[i] += by;
                return row.Loss.Call(row.Target, tensor(moved).reshape(row.Prediction.shape)).item<double>();
            }
            var (left, right) = ((Moved(0) - Moved(-step)) / step, (Moved(step) - Moved(0)) / step);
            // At a corner, every slope between those of both sides is one.
            Assert.IsTrue(gradient[i] >= Math.Min(left, right) - 1e-4 && gradient[i] <= Math.Max(left, right) + 1e-4, $"{row.Name}: the gradient of value {i} is {gradient[i]}, the slopes {left} and {right}");
        }
    }

    private static void ExtremesAreFinite(LossCase row)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16 })
        {
            foreach (var extreme in row.Extremes)
            {
                var prediction = full_like(row.Prediction, extreme, type).requires_grad_(true);
                var loss = row.Loss.Call(row.Target.is_integral() ? row.Target : row.Target.to(type), prediction);
                loss.backward();
                Assert.IsTrue(double.IsFinite(loss.to(ScalarType.Float64).item<double>()), $"{row.Name} of {extreme} in {type}");
                Assert.IsTrue(prediction.grad!.isfinite().all().item<bool>(), $"{row.Name}: gradient at {extreme} in {type}");
            }
        }
    }

    private static void WrongInputIsRefused(LossCase row)
    {
        foreach (var (target, prediction, message) in row.Refused)
        {
            var error = Assert.Throws<AuthoringException>(() => row.Loss.Call(target, prediction));
            Assert.AreEqual(message, error.Message);
        }
    }

    private static void ExportAgrees(LossCase row)
    {
        foreach (var opset in new[] { 17, 20, 23 })
        {
            var model = OnnxExporter.Build(x => [row.Loss.Call(x[0], row.LastLayer(x[1]))], [Single(row.Target), Single(row.Prediction)],
                new ExportOptions { Opset = opset, Verification = new VerificationOptions { Seeds = 1 } });
            Assert.AreNotEqual(0, model.Report.Parity.Cases.Sum(done => done.Values));
        }
    }

    private static Tensor Single(Tensor values) => values.is_integral() ? values : values.to(ScalarType.Float32);

    private static void Close(double[] expected, Tensor actual, double tolerance)
    {
        var values = actual.to(ScalarType.Float64).contiguous().data<double>().ToArray();
        Assert.HasCount(expected.Length, values);
        for (var i = 0; i < values.Length; i++) Assert.AreEqual(expected[i], values[i], tolerance * Math.Max(1, Math.Abs(expected[i])), $"value {i}");
    }
}
