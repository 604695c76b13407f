using System.Diagnostics;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class StopTests
{
    private static readonly InferenceOptions Limited = new() { TimeLimit = TimeSpan.FromMilliseconds(200) };

    [TestMethod]
    public void Run_EndlessLoop_StopsAtItsLimit()
    {
        using var model = InferenceModel.Load(Endless, Limited);
        var watch = Stopwatch.StartNew();
        Fails<InferenceTimeoutException>(
            () => model.Predict([1f]),
            $"Run of {InMemory(Endless)}: expected an end within 0.2 s; received a run that went on. Raise InferenceOptions.TimeLimit, give smaller inputs, or do not run this model.");
        Assert.IsTrue(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [TestMethod]
    public void Run_AfterAStop_StillRuns()
    {
        using var model = InferenceModel.Load(Counted, Limited);
        for (var round = 0; round < 3; round++)
        {
            Assert.ThrowsExactly<InferenceTimeoutException>(() => model.Run(Rounds(long.MaxValue)));
            Assert.AreEqual(-1f, model.Run(Rounds(3))["y"].AsSpan<float>()[0]);
            Assert.AreEqual(1f, model.Run(Rounds(2))["y"].AsSpan<float>()[0]);
        }
    }

    [TestMethod]
    public void Run_WithinItsLimit_IsNotTouchedByAnEarlierOne()
    {
        using var model = InferenceModel.Load(Counted, new InferenceOptions { TimeLimit = TimeSpan.FromMilliseconds(30) });
        var watch = Stopwatch.StartNew();
        for (var runs = 0; watch.ElapsedMilliseconds < 300; runs++)
        {
            Assert.AreEqual(runs % 2 == 0 ? 1f : -1f, model.Run(Rounds(runs % 2))["y"].AsSpan<float>()[0]);
        }
    }

    [TestMethod]
    public void Run_Cancelled_StopsAndRunsAgain()
    {
        using var model = InferenceModel.Load(Counted);
        using var cancellation = new CancellationTokenSource(100);
        var error = Assert.ThrowsExactly<OperationCanceledException>(() => model.Run(Rounds(long.MaxValue), cancellation.Token));
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
        Assert.ThrowsExactly<OperationCanceledException>(() => model.Run(Rounds(1), cancellation.Token));
        Assert.AreEqual(-1f, model.Run(Rounds(1))["y"].AsSpan<float>()[0]);
    }

    [TestMethod]
    public void BoundRun_Cancelled_RunsAgain()
    {
        using var model = InferenceModel.Load(Counted);
        using var bound = model.Bind(Rounds(1));
        bound.Input<long>("rounds")[0] = long.MaxValue;
        using var cancellation = new CancellationTokenSource(100);
        Assert.ThrowsExactly<OperationCanceledException>(() => bound.Run(cancellation.Token));
        bound.Input<long>("rounds")[0] = 2;
        bound.Run();
        Assert.AreEqual(1f, bound.Outputs["y"].AsSpan<float>()[0]);
    }

    [TestMethod]
    public async Task RunAsync_EndlessLoop_ReturnsAtOnceAndStops()
    {
        using var model = InferenceModel.Load(Counted);
        using var cancellation = new CancellationTokenSource();
        var endless = model.RunAsync(Rounds(long.MaxValue), cancellation.Token);
        Assert.IsFalse(endless.IsCompleted);
        Assert.AreEqual(-1f, (await model.RunAsync(Rounds(1)))["y"].AsSpan<float>()[0]);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => endless);
        Assert.IsTrue(endless.IsCanceled);
    }

    [TestMethod]
    public async Task RunAsync_WrongInputs_ThrowsAtTheCall()
    {
        using var model = InferenceModel.Load(Linear);
        Assert.ThrowsExactly<SignatureMismatchException>(() => { _ = model.RunAsync(Named()); });
        CollectionAssert.AreEqual(new[] { 24f, 19f }, await model.PredictAsync(new[] { 1f, 2f, 3f }));
        CollectionAssert.AreEqual(new[] { 24f, 19f }, (await model.PredictAsync(TensorData.FromRows<float>([[1, 2, 3]]))).AsSpan<float>().ToArray());
    }

    [TestMethod]
    public async Task RunAsync_ModelDisposedMeanwhile_EndsAllTheSame()
    {
        var model = InferenceModel.Load(Counted);
        var run = model.RunAsync(Rounds(20_000));
        model.Dispose();
        Assert.AreEqual(1f, (await run)["y"].AsSpan<float>()[0]);
        Assert.ThrowsExactly<ObjectDisposedException>(() => { _ = model.RunAsync(Rounds(1)); });
    }

    [TestMethod]
    public void Load_TimeLimitOutOfRange_IsRefused() => Fails<InferenceException>(
        () => InferenceModel.Load(Linear, new InferenceOptions { TimeLimit = TimeSpan.Zero }),
        "InferenceOptions.TimeLimit: expected more than 0 and at most 24 days, or null; received 00:00:00. Give the longest time for one run.");

    private static Dictionary<string, TensorData> Rounds(long rounds) => Named(("x", TensorData.Create([1f], 1)), ("rounds", TensorData.Scalar(rounds)));
}
