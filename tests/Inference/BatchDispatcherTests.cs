using System.Diagnostics;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class BatchDispatcherTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task PredictAsync_ManyCallers_EqualsOneByOne()
    {
        using var model = InferenceModel.Load(Linear);
        await using var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxBatchSize = 16, QueueCapacity = 32, MaxDelay = TimeSpan.FromMilliseconds(1) });
        var wrong = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 5000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, token) =>
        {
            float[] rows = [.. Enumerable.Range(0, 3 * (1 + (i % 3))).Select(j => (float)((i * 31 + j) % 1000))];
            var expected = model.Predict(rows, token);
            var predictions = await dispatcher.PredictAsync(rows, token);
            Interlocked.Add(ref wrong, expected.SequenceEqual(predictions) ? 0 : 1);
        });
        Assert.AreEqual(0, wrong);
    }

    [TestMethod]
    public async Task RunAsync_TextAndSeveralOutputs_KeepTheirRows()
    {
        using var model = InferenceModel.Load(Renamed);
        await using var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxDelay = TimeSpan.FromMilliseconds(20) });
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => dispatcher.RunAsync(Named(("number", TensorData.Create([i, -i], 2, 1)), ("name", TensorData.Create([$"a{i}", $"b{i}"], 2))))));
        for (var i = 0; i < answers.Length; i++)
        {
            CollectionAssert.AreEqual(new[] { -i, i }, answers[i]["negative"].AsSpan<int>().ToArray());
            CollectionAssert.AreEqual(new[] { $"a{i}", $"b{i}" }, answers[i]["label"].AsSpan<string>().ToArray());
            CollectionAssert.AreEqual(new[] { "negative", "label" }, answers[i].Keys.ToArray());
        }
    }

    [TestMethod]
    public async Task RunAsync_OtherSizes_AreNotMixed()
    {
        var bytes = new OnnxModelBuilder().Input("x", 1, "batch", "time").Output("y", 1, "batch", "time").Node("Neg", ["x"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        await using var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxDelay = TimeSpan.FromMilliseconds(20) });
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => dispatcher.RunAsync(Named(("x", TensorData.Create(new float[i % 4], 1, i % 4))))));
        for (var i = 0; i < answers.Length; i++)
        {
            Assert.AreEqual($"float32 [1, {i % 4}]", answers[i]["y"].ToString());
        }
    }

    [TestMethod]
    public async Task RunAsync_OneBadRow_FailsAlone()
    {
        using var model = InferenceModel.Load(new OnnxModelBuilder().Input("i", 7, "batch").Output("y", 1, "batch").Weight("w", [10f, 20f], 2).Node("Gather", ["w", "i"], ["y"]).Build());
        await using var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxDelay = TimeSpan.FromMilliseconds(20) });
        var answers = Enumerable.Range(0, 20).Select(i => dispatcher.RunAsync(Named(("i", TensorData.Create([i == 7 ? 9L : i % 2], 1))))).ToArray();
        await Assert.ThrowsExactlyAsync<InferenceException>(() => answers[7]);
        for (var i = 0; i < answers.Length; i++)
        {
            Assert.AreEqual(i == 7, answers[i].IsFaulted);
            Assert.IsTrue(i == 7 || (await answers[i])["y"].AsSpan<float>()[0] == (i % 2 == 0 ? 10 : 20));
        }
    }

    [TestMethod]
    public async Task RunAsync_FullQueue_WaitsOrRejects()
    {
        using var model = InferenceModel.Load(CountedRows);
        var options = new BatchOptions { MaxBatchSize = 1, QueueCapacity = 2, WhenFull = QueueFullMode.Reject };
        await using (var rejecting = new BatchDispatcher(model, options))
        {
            var slow = Enumerable.Range(0, 8).Select(_ => rejecting.RunAsync(Rounds(300_000))).ToArray();
            var error = await Assert.ThrowsExactlyAsync<QueueFullException>(() => slow[^1]);
            Assert.AreEqual($"Dispatcher of {InMemory(CountedRows)}: expected at most 2 requests that wait; received one more. Try again later, raise BatchOptions.QueueCapacity, or wait for room with QueueFullMode.Wait.", error.Message);
            Assert.AreEqual(1f, (await slow[0])["y"].AsSpan<float>()[0]);
        }

        await using var waiting = new BatchDispatcher(model, options with { WhenFull = QueueFullMode.Wait });
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => waiting.RunAsync(Rounds(2))));
        Assert.IsTrue(all.All(answer => answer["y"].AsSpan<float>()[0] == 1));
    }

    [TestMethod]
    public async Task RunAsync_Cancelled_EndsAtOnceAndTouchesNobodyElse()
    {
        using var model = InferenceModel.Load(CountedRows, new InferenceOptions { TimeLimit = TimeSpan.FromSeconds(1) });
        await using var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxBatchSize = 1 });
        using var cancellation = new CancellationTokenSource();
        var endless = dispatcher.RunAsync(Rounds(long.MaxValue));
        var cancelled = dispatcher.RunAsync(Rounds(1), cancellation.Token);
        var other = dispatcher.RunAsync(Rounds(1));
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        Assert.IsFalse(endless.IsCompleted);
        await Assert.ThrowsExactlyAsync<InferenceTimeoutException>(() => endless);
        Assert.AreEqual(-1f, (await other)["y"].AsSpan<float>()[0]);
    }

    [TestMethod]
    public async Task DisposeAsync_WithRequestsWaiting_AnswersThemAndRefusesLaterOnes()
    {
        using var model = InferenceModel.Load(Linear);
        var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxDelay = TimeSpan.FromMilliseconds(50) });
        var waiting = Enumerable.Range(0, 100).Select(_ => dispatcher.PredictAsync(new[] { 1f, 2f, 3f })).ToArray();
        await dispatcher.DisposeAsync();
        await dispatcher.DisposeAsync();
        Assert.IsTrue(waiting.All(answer => answer.Result[0] == 24));
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => dispatcher.PredictAsync(new[] { 1f, 2f, 3f }));
    }

    [TestMethod]
    public async Task RunAsync_ModelDisposed_FailsEveryRequest()
    {
        var model = InferenceModel.Load(Linear);
        await using var dispatcher = new BatchDispatcher(model);
        model.Dispose();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => dispatcher.PredictAsync(new[] { 1f, 2f, 3f }));
    }

    [TestMethod]
    public async Task New_UnfitModelOrOptions_AreRefused()
    {
        using var model = InferenceModel.Load(Pair);
        Fails<InferenceException>(
            () => _ = new BatchDispatcher(model),
            $"Dispatcher of {InMemory(Pair)}: expected inputs and outputs whose first dim is the same open size, such as batch; received {model.Signature}. Export the model with a dynamic batch, or call it without a dispatcher.");
        using var linear = InferenceModel.Load(Linear);
        Fails<InferenceException>(() => _ = new BatchDispatcher(linear, new BatchOptions { MaxBatchSize = 0 }), "BatchOptions.MaxBatchSize: expected 1 row or more; received 0. Give a value in that range.");
        Fails<InferenceException>(() => _ = new BatchDispatcher(linear, new BatchOptions { QueueCapacity = 0 }), "BatchOptions.QueueCapacity: expected 1 request or more; received 0. Give a value in that range.");
        await using var dispatcher = new BatchDispatcher(linear);
        await Assert.ThrowsExactlyAsync<SignatureMismatchException>(() => dispatcher.PredictAsync(new float[2]));
        await Assert.ThrowsExactlyAsync<SignatureMismatchException>(() => dispatcher.RunAsync(Named()));
    }

    [TestMethod]
    public async Task PredictAsync_64Callers_AreAnsweredThreeTimesAsFast()
    {
        using var model = InferenceModel.Load(Wide);
        await using var dispatcher = new BatchDispatcher(model);
        var row = Enumerable.Range(0, 512).Select(i => MathF.Sin(i)).ToArray();
        var median = 0.0;
        // Other work on the machine may slow one of the two for as long as it lasts.
        for (var tries = 0; median < 3 && tries < 6; tries++)
        {
            var ratios = new double[5];
            for (var round = 0; round < ratios.Length; round++)
            {
                var alone = await Measure(() => model.PredictAsync(row));
                ratios[round] = alone / await Measure(() => dispatcher.PredictAsync(row));
            }

            Array.Sort(ratios);
            median = ratios[2];
            TestContext.WriteLine($"dispatcher: {string.Join(' ', ratios.Select(ratio => $"{ratio:f2}"))} times as many");
        }

        Assert.IsGreaterThanOrEqualTo(3, median);
    }

    private static async Task<double> Measure(Func<Task<float[]>> predict)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            for (var i = 0; i < 8; i++)
            {
                await predict();
            }
        }));
        return watch.Elapsed.TotalMilliseconds;
    }

    private static Dictionary<string, TensorData> Rounds(long rounds) => Named(("x", TensorData.Create([1f], 1, 1)), ("rounds", TensorData.Create([rounds], 1)));

    private static byte[] Renamed => new OnnxModelBuilder()
        .Input("number", OnnxModelBuilder.Int32, "batch", 1).Input("name", OnnxModelBuilder.Text, "batch")
        .Output("negative", OnnxModelBuilder.Int32, "batch", 1).Output("label", OnnxModelBuilder.Text, "batch")
        .Node("Neg", ["number"], ["negative"]).Node("Identity", ["name"], ["label"]).Build();

    /// <summary>As <see cref="Counted"/>, with rows: x [batch, 1], and as many rounds as the largest row of rounds [batch] says.</summary>
    private static byte[] CountedRows => new OnnxModelBuilder()
        .Input("x", OnnxModelBuilder.Float32, "batch", 1).Input("rounds", OnnxModelBuilder.Int64, "batch").Output("y", OnnxModelBuilder.Float32, "batch", 1)
        .Weight("go", OnnxModelBuilder.Bool, [1])
        .Node("ReduceMax", ["rounds"], ["most"], ("keepdims", 0L))
        .Node("Loop", ["most", "go", "x"], ["y"], ("body", new OnnxModelBuilder()
            .Input("round", OnnxModelBuilder.Int64).Input("before", OnnxModelBuilder.Bool).Input("a", OnnxModelBuilder.Float32, "batch", 1)
            .Output("after", OnnxModelBuilder.Bool).Output("b", OnnxModelBuilder.Float32, "batch", 1)
            .Node("Identity", ["before"], ["after"]).Node("Neg", ["a"], ["b"]).Graph()))
        .Build();

    /// <summary>512 → 1024 → 1024 → 16, whose weights are read once for a batch.</summary>
    private static byte[] Wide => new OnnxModelBuilder()
        .Input("x", 1, "batch", 512).Output("y", 1, "batch", 16)
        .Weight("a", Values(512 * 1024), 512, 1024).Weight("b", Values(1024 * 1024), 1024, 1024).Weight("c", Values(1024 * 16), 1024, 16)
        .Node("MatMul", ["x", "a"], ["p"]).Node("Relu", ["p"], ["q"]).Node("MatMul", ["q", "b"], ["r"]).Node("Relu", ["r"], ["s"]).Node("MatMul", ["s", "c"], ["y"]).Build();

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i) / 32)];
}
