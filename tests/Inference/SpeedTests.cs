using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxForge.Inference;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Inference;

/// <summary>Ratios of times that were taken in turns in one process; the bounds fail only where something has gone wrong altogether, as others use the machine too.</summary>
[TestClass]
public sealed class SpeedTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Predict_AgainstNamedOnnxValue_IsNotSlower()
    {
        var bytes = Perceptron(4, 16, 2);
        using var model = InferenceModel.Load(bytes, new InferenceOptions { Threads = 1 });
        using var session = new InferenceSession(bytes, new SessionOptions { IntraOpNumThreads = 1 });
        using var bound = model.Bind(HandMadeModels.Named(("x", TensorData.Create(new float[4], 1, 4))));
        float[] row = [1, 2, 3, 4], predictions = new float[2];
        float Named()
        {
            using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(row, [1, 4]))]);
            return ((DenseTensor<float>)results[0].Value).Buffer.Span[0];
        }

        Assert.AreEqual(Named(), model.Predict(row)[0]);
        var predict = Ratio(() => model.Predict(row), () => Named(), 2000);
        var intoSpan = Ratio(() => model.Predict(row, predictions), () => Named(), 2000);
        var bind = Ratio(() => bound.Run(), () => Named(), 2000);
        TestContext.WriteLine($"4-16-2, one row, against NamedOnnxValue: Predict {predict:f2}, Predict into a span {intoSpan:f2}, bound {bind:f2}");
        Assert.IsTrue(predict < 1.5 && intoSpan < 1.5 && bind < 1.5, $"{predict:f2} {intoSpan:f2} {bind:f2}");
    }

    [TestMethod]
    public void Load_ChecksOfALargeFile_TakeNoTime()
    {
        using var folder = new TemporaryFolder();
        var builder = new OnnxModelBuilder().Input("x", 1, "n", 512).Output("y", 1, "n", 512);
        for (var i = 0; i < 100; i++)
        {
            builder.Weight($"w{i}", 1, new byte[512 * 512 * 4], 512, 512).Node("MatMul", [i == 0 ? "x" : $"v{i}", $"w{i}"], [i == 99 ? "y" : $"v{i + 1}"]);
        }

        File.WriteAllBytes(folder.File("m.onnx"), builder.Build());
        var (checks, loads) = (new List<double>(), new List<double>());
        for (var round = 0; round < 5; round++)
        {
            checks.Add(Time(() => AdmittedModel.Admit(ModelSource.Of(folder.File("m.onnx")), new InferenceOptions())));
            loads.Add(Time(() => InferenceModel.Load(folder.File("m.onnx"), new InferenceOptions { Trusted = true, Optimization = GraphOptimization.None }).Dispose()));
        }

        var share = Median(checks) / Median(loads);
        TestContext.WriteLine($"checks of 100 MB: {Median(checks):f2} ms, {share:p1} of a load of {Median(loads):f0} ms");
        Assert.IsTrue(share < 0.2, $"{share:p1}");
    }

    private static double Ratio(Action ours, Action theirs, int calls)
    {
        var ratios = new List<double>();
        for (var round = 0; round < 31; round++)
        {
            ratios.Add(Time(() => Repeat(ours, calls)) / Time(() => Repeat(theirs, calls)));
        }

        return Median(ratios);
    }

    private static void Repeat(Action action, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            action();
        }
    }

    private static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static byte[] Perceptron(int inputs, int hidden, int outputs) => new OnnxModelBuilder()
        .Input("x", 1, "n", inputs).Output("y", 1, "n", outputs)
        .Weight("a", Values(inputs * hidden), inputs, hidden).Weight("b", Values(hidden), hidden).Weight("c", Values(hidden * outputs), hidden, outputs).Weight("d", Values(outputs), outputs)
        .Node("Gemm", ["x", "a", "b"], ["p"]).Node("Relu", ["p"], ["q"]).Node("Gemm", ["q", "c", "d"], ["y"]).Build();

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i))];
}
