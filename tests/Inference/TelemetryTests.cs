using System.Diagnostics;
using System.Diagnostics.Metrics;
using OnnxForge.Inference;
using OnnxForge.Tests.Policy;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class TelemetryTests
{
    private const string File = "telemetry.onnx";

    [TestMethod]
    public void Runs_OfEachOutcome_AreCountedAndTimed()
    {
        using var folder = Folder(Counted);
        using var model = InferenceModel.Load(folder.File(File), new InferenceOptions { Device = Device.Cpu, TimeLimit = TimeSpan.FromSeconds(0.3) });
        using var listener = new MeasurementListener(File);
        model.Run(Rounds(2));
        model.Run(Rounds(3));
        Assert.ThrowsExactly<InferenceTimeoutException>(() => model.Run(Rounds(long.MaxValue)));
        using var stop = new CancellationTokenSource(50);
        Assert.Throws<OperationCanceledException>(() => model.Run(Rounds(long.MaxValue), stop.Token));

        CollectionAssert.AreEqual(
            new[]
            {
                "onnxforge.inference.failures 1 error.type=OnnxForge.Inference.InferenceTimeoutException onnxforge.model=telemetry.onnx",
                "onnxforge.inference.runs 1 onnxforge.device=cpu onnxforge.model=telemetry.onnx onnxforge.outcome=cancelled",
                "onnxforge.inference.runs 1 onnxforge.device=cpu onnxforge.model=telemetry.onnx onnxforge.outcome=timeout",
                "onnxforge.inference.runs 2 onnxforge.device=cpu onnxforge.model=telemetry.onnx onnxforge.outcome=success",
            },
            listener.Sums("{run}", "{failure}"));
        var durations = listener.Values("onnxforge.inference.run.duration");
        Assert.HasCount(4, durations);
        Assert.IsTrue(durations.All(seconds => seconds is > 0 and < 20), string.Join(' ', durations));
        Assert.IsGreaterThan(0.25, durations[2]);
    }

    [TestMethod]
    public void RunFailed_OfARunThatFails_IsRaisedBeforeTheCallerLearns()
    {
        using var model = InferenceModel.Load(new OnnxModelBuilder().Input("i", 7, "n").Output("y", 1, "n").Weight("w", [10f, 20f], 2).Node("Gather", ["w", "i"], ["y"]).Build());
        var failures = new List<InferenceException>();
        model.RunFailed += (sender, failure) =>
        {
            Assert.AreSame(model, sender);
            failures.Add(failure.Error);
        };
        var inputs = TensorData.Create([9L], 1);
        var error = Assert.ThrowsExactly<InferenceException>(() => model.Predict(inputs));
        Assert.AreSame(error, failures.Single());
        Assert.ThrowsExactly<SignatureMismatchException>(() => model.Predict(TensorData.Create([9f], 1)));
        Assert.AreEqual(20f, model.Predict(TensorData.Create([1L], 1)).AsSpan<float>()[0]);
        Assert.HasCount(1, failures);
    }

    [TestMethod]
    public void Run_WhoseOutputChangesItsSize_CountsOnceAndIsNoFailure()
    {
        using var folder = Folder(new OnnxModelBuilder().Input("x", 7, "n").Output("y", 7, 1, "found").Node("NonZero", ["x"], ["y"]).Build());
        using var model = InferenceModel.Load(folder.File(File), new InferenceOptions { Device = Device.Cpu });
        model.RunFailed += (_, failure) => Assert.Fail(failure.Error.Message);
        using var listener = new MeasurementListener(File);
        Assert.HasCount(3, model.Predict<long, long>([1, 1, 1]));
        Assert.HasCount(1, model.Predict<long, long>([0, 1, 0]));
        Assert.HasCount(2, model.Predict<long, long>([0, 1, 1]));
        CollectionAssert.AreEqual(
            new[] { "onnxforge.inference.runs 3 onnxforge.device=cpu onnxforge.model=telemetry.onnx onnxforge.outcome=success" }, listener.Sums("{run}", "{failure}"));
    }

    [TestMethod]
    public void Predict_WhileMeasured_AllocatesNothing()
    {
        using var model = InferenceModel.Load(Linear, new InferenceOptions { Threads = 1 });
        using var listener = new MeasurementListener("no model has this name");
        float[] row = [1, 2, 3], predictions = new float[2];
        for (var i = 0; i < 100; i++)
        {
            model.Predict(row, predictions);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            model.Predict(row, predictions);
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public async Task Dispatcher_UnderLoad_TellsBatchesAndQueue()
    {
        using var folder = Folder(Linear);
        using var model = InferenceModel.Load(folder.File(File));
        using var listener = new MeasurementListener(File);
        Task<float[]>[] answers;
        await using (var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxBatchSize = 8, MaxDelay = TimeSpan.FromSeconds(10) }))
        {
            answers = [.. Enumerable.Range(0, 4).Select(i => dispatcher.PredictAsync(new float[] { i, 0, 0 }))];
            listener.Observe();
            Assert.IsFalse(answers.Any(answer => answer.IsCompleted));
            answers = [.. answers, .. Enumerable.Range(4, 16).Select(i => dispatcher.PredictAsync(new float[] { i, 0, 0 }))];
        }

        listener.Observe();
        for (var i = 0; i < answers.Length; i++)
        {
            Assert.AreEqual(i + 10f, (await answers[i])[0]);
        }

        Assert.AreEqual(20, listener.Values("onnxforge.inference.batch.size").Sum());
        Assert.AreEqual(8, listener.Values("onnxforge.inference.batch.size").Max());
        Assert.HasCount(20, listener.Values("onnxforge.inference.queue.duration"));
        // What was read into the batch that fills no longer waits in the queue.
        Assert.IsTrue(listener.Values("onnxforge.inference.queue.length").All(length => length is >= 0 and <= 4));
    }

    [TestMethod]
    public async Task Batches_OfSeveralModels_AreNamedAfterTheirKind()
    {
        using var model = InferenceModel.Load(Linear);
        using var pipelines = new MeasurementListener("pipeline");
        using var ensembles = new MeasurementListener("ensemble");
        foreach (var combined in (CombinedModel[])[Pipeline.Of(model), Ensemble.Of(model, model)])
        {
            await using var dispatcher = new BatchDispatcher(combined);
            Assert.AreEqual(11f, (await dispatcher.PredictAsync(new float[] { 1, 0, 0 }))[0]);
        }

        CollectionAssert.AreEqual(new[] { 1.0 }, pipelines.Values("onnxforge.inference.batch.size"));
        CollectionAssert.AreEqual(new[] { 1.0 }, ensembles.Values("onnxforge.inference.batch.size"));
    }

    [TestMethod]
    public async Task QueueLength_OfWaitingRequests_IsTheirNumber()
    {
        using var folder = Folder(CountedBatch);
        using var model = InferenceModel.Load(folder.File(File), new InferenceOptions { TimeLimit = TimeSpan.FromSeconds(1) });
        var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxBatchSize = 1 });
        var raised = 0;
        dispatcher.QueueFull += (_, _) => raised++;
        using var listener = new MeasurementListener(File);
        var endless = dispatcher.RunAsync(Row(long.MaxValue));
        while (listener.Values("onnxforge.inference.batch.size").Length == 0)
        {
            await Task.Delay(1);
        }

        var waiting = Enumerable.Range(0, 5).Select(_ => dispatcher.RunAsync(Row(1))).ToArray();
        listener.Observe();
        Assert.AreEqual(5, listener.Values("onnxforge.inference.queue.length").Single());
        await Assert.ThrowsExactlyAsync<InferenceTimeoutException>(() => endless);
        await Task.WhenAll(waiting);
        dispatcher.Dispose();
        listener.Observe();
        Assert.HasCount(1, listener.Values("onnxforge.inference.queue.length"));
        Assert.AreEqual(0, raised);
    }

    [TestMethod]
    public async Task FullQueue_ThatRefuses_RaisesItsEventAndCountsAFailure()
    {
        using var folder = Folder(CountedBatch);
        using var model = InferenceModel.Load(folder.File(File), new InferenceOptions { TimeLimit = TimeSpan.FromSeconds(0.5) });
        await using var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxBatchSize = 1, QueueCapacity = 1, WhenFull = QueueFullMode.Reject });
        var raised = 0;
        dispatcher.QueueFull += (_, _) => Interlocked.Increment(ref raised);
        using var listener = new MeasurementListener(File);
        var answers = Enumerable.Range(0, 10).Select(_ => dispatcher.RunAsync(Row(long.MaxValue))).ToArray();
        await Assert.ThrowsExactlyAsync<QueueFullException>(() => answers[^1]);
        await Task.WhenAll(answers.Select(answer => answer.ContinueWith(_ => { }, TaskScheduler.Default)));
        var refused = answers.Count(answer => answer.Exception!.InnerException is QueueFullException);
        Assert.AreEqual(refused, raised);
        Assert.Contains($"onnxforge.inference.failures {refused} error.type=OnnxForge.Inference.QueueFullException onnxforge.model=telemetry.onnx", listener.Sums("{failure}"));
    }

    [TestMethod]
    public void Reloads_DoneAndRefused_AreCounted()
    {
        using var folder = Folder(Linear);
        using var model = InferenceModel.Load(folder.File(File));
        using var listener = new MeasurementListener(File);
        model.Reload(folder.File(File));
        System.IO.File.WriteAllBytes(folder.File(File), [1, 2, 3]);
        Assert.ThrowsExactly<ModelLoadException>(() => model.Reload(folder.File(File)));
        CollectionAssert.AreEqual(
            new[]
            {
                "onnxforge.inference.reloads 1 error.type=OnnxForge.Inference.ModelLoadException onnxforge.model=telemetry.onnx onnxforge.outcome=failure",
                "onnxforge.inference.reloads 1 onnxforge.model=telemetry.onnx onnxforge.outcome=success",
            },
            listener.Sums("{reload}"));
    }

    [TestMethod]
    public async Task Spans_OfRunsAndBatches_AreLinkedToTheirCallers()
    {
        using var folder = Folder(Linear);
        using var model = InferenceModel.Load(folder.File(File), new InferenceOptions { Device = Device.Cpu });
        var spans = new List<Activity>();
        using var source = new ActivitySource("TelemetryTests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = other => other.Name is InferenceTelemetry.Name or "TelemetryTests",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        ActivityContext first, second;
        using (var caller = source.StartActivity("first"))
        {
            first = caller!.Context;
            model.Predict([1f, 2f, 3f]);
        }

        var run = spans.Single(span => span.OperationName == "run telemetry.onnx");
        Assert.AreEqual(first.SpanId, run.ParentSpanId);
        Assert.AreEqual("cpu", run.GetTagItem("onnxforge.device"));
        Assert.AreEqual("success", run.GetTagItem("onnxforge.outcome"));

        await using (var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxDelay = TimeSpan.FromSeconds(10), MaxBatchSize = 2 }))
        {
            Task one, two;
            using (var caller = source.StartActivity("first"))
            {
                first = caller!.Context;
                one = dispatcher.PredictAsync(new float[3]);
            }

            using (var caller = source.StartActivity("second"))
            {
                second = caller!.Context;
                two = dispatcher.PredictAsync(new float[3]);
            }

            await Task.WhenAll(one, two);
        }

        var batch = spans.Single(span => span.OperationName == "batch telemetry.onnx");
        Assert.IsNull(batch.Parent);
        CollectionAssert.AreEquivalent(new[] { first, second }, batch.Links.Select(link => link.Context).ToArray());
        Assert.AreEqual(2L, batch.GetTagItem("onnxforge.batch.rows"));
        Assert.AreEqual(batch.SpanId, spans.Last(span => span.OperationName == "run telemetry.onnx").ParentSpanId);
    }

    [TestMethod]
    public void Span_OfARunThatFails_HasTheError()
    {
        using var folder = Folder(Counted);
        using var model = InferenceModel.Load(folder.File(File), new InferenceOptions { TimeLimit = TimeSpan.FromSeconds(0.2) });
        Activity? span = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = other => other.Name == InferenceTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped => span = stopped,
        };
        ActivitySource.AddActivityListener(listener);
        var error = Assert.ThrowsExactly<InferenceTimeoutException>(() => model.Run(Rounds(long.MaxValue)));
        Assert.AreEqual("run telemetry.onnx", span!.OperationName);
        Assert.AreEqual(ActivityStatusCode.Error, span.Status);
        Assert.AreEqual(error.Message, span.StatusDescription);
        Assert.AreEqual("OnnxForge.Inference.InferenceTimeoutException", span.GetTagItem("error.type"));
    }

    private static Dictionary<string, TensorData> Rounds(long rounds) => Named(("x", TensorData.Create([1f], 1)), ("rounds", TensorData.Create([rounds])));

    private static Dictionary<string, TensorData> Row(long rounds) => Named(("x", TensorData.Create([1f], 1)), ("rounds", TensorData.Create([rounds], 1)));

    /// <summary>As <see cref="Counted"/> with a row a request; a batch of one runs as often as its row says.</summary>
    private static byte[] CountedBatch => new OnnxModelBuilder()
        .Input("x", OnnxModelBuilder.Float32, "batch").Input("rounds", OnnxModelBuilder.Int64, "batch").Output("y", OnnxModelBuilder.Float32, "batch")
        .Weight("go", OnnxModelBuilder.Bool, [1])
        .Node("ReduceMax", ["rounds"], ["most"], ("keepdims", 0L))
        .Node("Loop", ["most", "go", "x"], ["y"], ("body", new OnnxModelBuilder()
            .Input("round", OnnxModelBuilder.Int64).Input("before", OnnxModelBuilder.Bool).Input("a", OnnxModelBuilder.Float32, "batch")
            .Output("after", OnnxModelBuilder.Bool).Output("b", OnnxModelBuilder.Float32, "batch")
            .Node("Identity", ["before"], ["after"]).Node("Neg", ["a"], ["b"]).Graph()))
        .Build();

    private static TemporaryFolder Folder(byte[] model)
    {
        var folder = new TemporaryFolder();
        System.IO.File.WriteAllBytes(folder.File(File), model);
        return folder;
    }

    /// <summary>What the library's instruments measure of one model.</summary>
    private sealed class MeasurementListener : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly string _model;
        private readonly List<(Instrument Instrument, double Value, string Tags)> _measured = [];

        public MeasurementListener(string model)
        {
            _model = model;
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == InferenceTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public void Observe() => _listener.RecordObservableInstruments();

        public double[] Values(string instrument)
        {
            lock (_measured)
            {
                return [.. _measured.Where(measured => measured.Instrument.Name == instrument).Select(measured => measured.Value)];
            }
        }

        /// <summary>Name, sum and tags, of the instruments of some units.</summary>
        public string[] Sums(params string[] units)
        {
            lock (_measured)
            {
                return
                [
                    .. _measured.Where(measured => units.Contains(measured.Instrument.Unit)).GroupBy(measured => (measured.Instrument.Name, measured.Tags))
                        .Select(group => $"{group.Key.Name} {group.Sum(measured => measured.Value)} {group.Key.Tags}").Order(StringComparer.Ordinal),
                ];
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "onnxforge.model" && (string?)tag.Value == _model)
                {
                    lock (_measured)
                    {
                        _measured.Add((instrument, value, string.Join(' ', tags.ToArray().Select(other => $"{other.Key}={other.Value}").Order(StringComparer.Ordinal))));
                    }
                }
            }
        }
    }
}
