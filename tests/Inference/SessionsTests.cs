using System.Diagnostics.Metrics;
using OnnxForge.Inference;
using OnnxForge.Tests.Policy;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

/// <summary>Sessions that a model gets besides its first, so that short runs on several threads do not wait for each other.</summary>
[TestClass]
public sealed class SessionsTests
{
    private static readonly InferenceOptions Three = new() { Threads = 1, Sessions = 3 };

    [TestMethod]
    public void Predict_ShortRunsThatMeet_GetSessionsOfTheirOwn()
    {
        using var model = InferenceModel.Load(Linear, Three);
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        var wrong = 0;
        Parallel.For(0, 4, _ =>
        {
            var predictions = new float[2];
            while (model.Sessions.Count < 3 && DateTime.UtcNow < until)
            {
                model.Predict([1f, 2f, 3f], predictions);
                Interlocked.Add(ref wrong, predictions is [24f, 19f] ? 0 : 1);
            }
        });
        Assert.AreEqual(0, wrong);
        Assert.AreEqual(3, model.Sessions.Count);
        Assert.IsFalse(model.Sessions.CanGrow);
    }

    [TestMethod]
    public void Predict_OnOneThread_KeepsOneSession()
    {
        using var model = InferenceModel.Load(Linear, Three);
        using var bound = model.Bind(Named(("x", TensorData.Create([1f, 2f, 3f], 1, 3))));
        for (var i = 0; i < 1000; i++)
        {
            model.Predict([1, 2, 3]);
            bound.Run();
        }

        Assert.AreEqual(1, model.Sessions.Count);
        Assert.IsTrue(model.Sessions.CanGrow);
    }

    [TestMethod]
    public void Runs_ThatMeet_AskForASessionWhenTheyAreShort()
    {
        using var model = InferenceModel.Load(Linear, Three);
        var session = model.Sessions.First;
        Assert.AreEqual(0, session.BeginRun());
        var met = session.BeginRun();
        Assert.AreNotEqual(0, met);
        Thread.Sleep(1);
        session.EndRun(met);
        Assert.IsTrue(model.Sessions.CanGrow);
        session.EndRun(session.BeginRun());
        Await(() => model.Sessions.Count == 2);
        session.EndRun(0);
        Assert.IsFalse(session.IsBusy);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Session_OfAFile_ComputesTheSame(bool cached)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("sessions.onnx"), Linear);
        using var model = InferenceModel.Load(folder.File("sessions.onnx"), Three with { WarmUp = true, CacheDirectory = cached ? folder.File("cache") : null });
        Grow(model);
        Grow(model);
        foreach (var session in Used(model, 3))
        {
            CollectionAssert.AreEqual(new[] { 24f, 19f }, session.Run([TensorData.Create([1f, 2f, 3f], 1, 3)], CancellationToken.None)[0].AsSpan<float>().ToArray());
        }
    }

    [TestMethod]
    public void Session_OfBytesThatTheCallerChanged_ComputesTheSame()
    {
        var bytes = Linear;
        using var model = InferenceModel.Load(bytes, Three);
        Array.Clear(bytes);
        Grow(model);
        foreach (var session in Used(model, 2))
        {
            CollectionAssert.AreEqual(new[] { 24f, 19f }, session.Run([TensorData.Create([1f, 2f, 3f], 1, 3)], CancellationToken.None)[0].AsSpan<float>().ToArray());
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Session_OfAFileThatIsAnotherNow_IsNotMadeAndCounted(bool replaced)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File(replaced ? "replaced-sessions.onnx" : "missing-sessions.onnx");
        File.WriteAllBytes(file, Linear);
        using var model = InferenceModel.Load(file, Three);
        using var counted = new Counted(Path.GetFileName(file));
        File.Delete(file);
        if (replaced)
        {
            File.WriteAllBytes(file, Housing);
        }

        model.Sessions.Grow();
        Await(() => counted.All is ["failure OnnxForge.Inference.ModelLoadException"]);
        Assert.AreEqual(1, model.Sessions.Count);
        Assert.IsFalse(model.Sessions.CanGrow);
        model.Sessions.Grow();
        CollectionAssert.AreEqual(new[] { 24f, 19f }, model.Predict([1, 2, 3]));
        Assert.HasCount(1, counted.All);
    }

    [TestMethod]
    public void Session_ThatIsMade_IsCountedAndItsFailuresAreTheModels()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("counted-sessions.onnx"), Linear);
        using var model = InferenceModel.Load(folder.File("counted-sessions.onnx"), Three);
        using var counted = new Counted("counted-sessions.onnx");
        var failed = 0;
        model.RunFailed += (_, _) => failed++;
        Grow(model);
        Await(() => counted.All is ["success "]);
        Used(model, 2)[1].Failed!(new InferenceException("Run", "a", "b", "c"));
        Assert.AreEqual(1, failed);
    }

    [TestMethod]
    public void TryEnter_OfABusySession_TakesAnIdleOne()
    {
        using var model = InferenceModel.Load(Linear, Three);
        Grow(model);
        var first = Entered(model.Sessions);
        Assert.AreSame(first, Entered(model.Sessions));
        var met = first.BeginRun();
        var second = Entered(model.Sessions);
        Assert.AreNotSame(first, second);
        first.EndRun(met);
        Assert.AreSame(second, Entered(model.Sessions), "A thread stays where it is.");
    }

    [TestMethod]
    public void Bindings_OfSeveralSessions_SpreadOverThem()
    {
        using var model = InferenceModel.Load(Linear, Three);
        var bindings = Enumerable.Range(0, 4).Select(i => model.Bind(Named(("x", TensorData.Create([i, 2f, 3f], 1, 3))))).ToArray();
        Assert.AreEqual(4, model.Sessions.First.Bindings);
        Grow(model);
        RunAll();
        CollectionAssert.AreEqual(new[] { 2, 2 }, Array.ConvertAll(Used(model, 2), session => session.Bindings));
        Grow(model);
        RunAll();
        CollectionAssert.AreEquivalent(new[] { 1, 1, 2 }, Array.ConvertAll(Used(model, 3), session => session.Bindings));
        using (model.Bind(Named(("x", TensorData.Create([1f, 2f, 3f], 1, 3)))))
        {
            CollectionAssert.AreEquivalent(new[] { 1, 2, 2 }, Array.ConvertAll(Used(model, 3), session => session.Bindings));
        }

        Array.ForEach(bindings, binding => binding.Dispose());
        CollectionAssert.AreEqual(new[] { 0, 0, 0 }, Array.ConvertAll(Used(model, 3), session => session.Bindings));

        void RunAll()
        {
            for (var i = 0; i < bindings.Length; i++)
            {
                bindings[i].Input<float>("x")[1] = 5;
                bindings[i].Run();
                CollectionAssert.AreEqual(new[] { i + 29f, 20f - i }, bindings[i].Outputs["y"].AsSpan<float>().ToArray());
            }
        }
    }

    [TestMethod]
    public void Dispose_WhileASessionIsMade_FreesItToo()
    {
        var sessions = SessionFactory.Open(ModelSource.Of(Linear), new InferenceOptions { Threads = 1, Sessions = 1 }).Group;
        using var started = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        ModelSession? made = null;
        sessions.Allow(2, () =>
        {
            started.Set();
            goOn.Wait();
            return made = SessionFactory.Open(ModelSource.Of(Linear), new InferenceOptions { Threads = 1 });
        });
        sessions.Grow();
        started.Wait();
        var closed = Task.Factory.StartNew(sessions.Close, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.IsFalse(closed.Wait(50), "The application could end while ONNX Runtime works.");
        goOn.Set();
        closed.Wait();
        Assert.IsFalse(made!.Uses.TryEnter());
        Assert.AreEqual(1, sessions.Count);
        Assert.IsNull(sessions.TryEnter());
        Assert.IsNull(sessions.TryBind());
        sessions.Grow();
        Assert.IsFalse(sessions.CanGrow);
    }

    [TestMethod]
    public void Reload_OfSeveralSessions_LeavesNoneOfTheOldFile()
    {
        using var model = InferenceModel.Load(Linear, Three);
        Grow(model);
        var old = model.Sessions;
        var other = new OnnxModelBuilder().Input("x", 1, "batch", 3).Output("y", 1, "batch", 2).Weight("w", new float[6], 3, 2).Node("MatMul", ["x", "w"], ["y"]).Build();
        model.Reload(other);
        CollectionAssert.AreEqual(new[] { 0f, 0f }, model.Predict([1, 2, 3]));
        Grow(model);
        Assert.AreEqual(2, model.Sessions.Count);
        Assert.IsNull(old.TryEnter());
        foreach (var session in Used(model, 2))
        {
            CollectionAssert.AreEqual(new[] { 0f, 0f }, session.Run([TensorData.Create([1f, 2f, 3f], 1, 3)], CancellationToken.None)[0].AsSpan<float>().ToArray());
        }
    }

    [TestMethod]
    public void MostSessions_DependOnDeviceSizeAndThreads()
    {
        var usual = Math.Min(Environment.ProcessorCount, 8);
        var (small, large) = (Admitted(Linear), Admitted(new OnnxModelBuilder().Input("x", 1, "n", 1100).Output("y", 1, "n", 1100).Weight("w", new float[1100 * 1100], 1100, 1100).Node("MatMul", ["x", "w"], ["y"]).Build()));
        var cpu = new ModelDevice("cpu", "CPUExecutionProvider", "asked for");
        Assert.AreEqual(usual, SessionFactory.MostSessions(small, cpu, new InferenceOptions()));
        Assert.AreEqual(1, SessionFactory.MostSessions(large, cpu, new InferenceOptions()));
        Assert.AreEqual(1, SessionFactory.MostSessions(small, cpu, new InferenceOptions { AllowSpinning = true }));
        Assert.AreEqual(usual, SessionFactory.MostSessions(small, cpu, new InferenceOptions { AllowSpinning = true, Threads = 1 }));
        Assert.AreEqual(usual, SessionFactory.MostSessions(small, cpu, new InferenceOptions { AllowSpinning = true, ShareThreads = true }));
        Assert.AreEqual(1, SessionFactory.MostSessions(small, cpu, new InferenceOptions { Sessions = 1 }));
        Assert.AreEqual(20, SessionFactory.MostSessions(large, cpu, new InferenceOptions { Sessions = 20 }));
        Assert.AreEqual(1, SessionFactory.MostSessions(small, new ModelDevice("cuda:0", "CUDAExecutionProvider", "asked for"), new InferenceOptions { Sessions = 20 }));
    }

    [TestMethod]
    public void Sessions_OfNone_AreRefused() => Fails<InferenceException>(
        () => InferenceModel.Load(Linear, new InferenceOptions { Sessions = 0 }), "InferenceOptions.Sessions: expected 1 or more, or null; received 0. Give the most sessions that the model may have.");

    private static AdmittedModel Admitted(byte[] bytes) => AdmittedModel.Admit(ModelSource.Of(bytes), new InferenceOptions());

    private static void Grow(InferenceModel model)
    {
        var count = model.Sessions.Count;
        model.Sessions.Grow();
        Await(() => model.Sessions.Count == count + 1);
    }

    /// <summary>All sessions of a model, which must be so many.</summary>
    private static ModelSession[] Used(InferenceModel model, int count)
    {
        var found = new List<ModelSession>();
        for (var i = 0; i < count; i++)
        {
            found.Add(Entered(model.Sessions));
            found[^1].BeginRun();
        }

        found.ForEach(session => session.EndRun(0));
        Assert.HasCount(count, found.Distinct());
        return [.. found.OrderBy(session => session != model.Sessions.First)];
    }

    private static ModelSession Entered(ModelSessions sessions)
    {
        var session = sessions.TryEnter()!;
        session.Uses.Exit();
        return session;
    }

    private static void Await(Func<bool> condition) => Assert.IsTrue(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(60)));

    /// <summary>The outcomes that the instrument of sessions tells of one model.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<string> _outcomes = [];

        public Counted(string model)
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "onnxforge.inference.sessions")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
                if (named["onnxforge.model"] == model)
                {
                    lock (_outcomes)
                    {
                        _outcomes.Add($"{named["onnxforge.outcome"]} {named.GetValueOrDefault("error.type")}");
                    }
                }
            });
            _listener.Start();
        }

        public string[] All
        {
            get
            {
                lock (_outcomes)
                {
                    return [.. _outcomes];
                }
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
