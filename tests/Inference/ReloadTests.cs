using OnnxForge.Inference;
using OnnxForge.Tests.Policy;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class ReloadTests
{
    [TestMethod]
    public void Reload_SameSignature_TakesOver()
    {
        using var model = InferenceModel.Load(Scaled(2));
        using var bound = model.Bind(Named(("x", TensorData.Create([1f], 1))));
        model.Reload(Scaled(3));
        Assert.AreEqual(3f, model.Predict([1f])[0]);
        Assert.AreEqual("3", model.Metadata["scale"]);
        bound.Run();
        Assert.AreEqual(2f, bound.Outputs["y"].AsSpan<float>()[0]);
    }

    [TestMethod]
    public void Reload_BadFile_ChangesNothing()
    {
        using var folder = new TemporaryFolder();
        using var model = InferenceModel.Load(Scaled(2), new InferenceOptions { WarmUp = true });
        var (path, one) = (folder.File("m.onnx"), Scaled(1));
        Assert.ThrowsExactly<ModelLoadException>(() => model.Reload(path));
        File.WriteAllBytes(path, one[..^30]);
        Assert.ThrowsExactly<ModelLoadException>(() => model.Reload(path));
        File.WriteAllBytes(path, Linear);
        Fails<ModelLoadException>(
            () => model.Reload(path),
            $"Model '{path}': expected the signature of the model it replaces, (x float32 [n]) -> (y float32 [n]); received (x float32 [batch, 3]) -> (y float32 [batch, 2]). Export it with the same inputs and outputs, or load it as a model of its own.");
        var failing = new OnnxModelBuilder().Input("x", 1, "n").Output("y", 1, "n").Weight("w", [1f], 1).Weight("i", [5L], 1).Node("Shape", ["x"], ["s"]).Node("Add", ["s", "i"], ["j"]).Node("Gather", ["w", "j"], ["g"]).Node("Add", ["x", "g"], ["y"]).Build();
        Assert.ThrowsExactly<InferenceException>(() => model.Reload(failing));
        Assert.AreEqual(2f, model.Predict([1f])[0]);
    }

    [TestMethod]
    public void Reload_UnderLoad_AnswersEveryCallFromOneOfTheTwo()
    {
        using var model = InferenceModel.Load(Scaled(2), new InferenceOptions { Threads = 1 });
        var (stop, wrong, calls) = (false, 0, 0);
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                var y = model.Predict([1f, 10f]);
                Interlocked.Add(ref wrong, (y[0] is 2f or 3f) && y[1] == 10 * y[0] ? 0 : 1);
                Interlocked.Increment(ref calls);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        for (var i = 0; i < 60; i++)
        {
            model.Reload(Scaled(i % 2 == 0 ? 3 : 2));
            Assert.AreEqual(i % 2 == 0 ? 3f : 2f, model.Predict([1f])[0]);
        }

        Volatile.Write(ref stop, true);
        Array.ForEach(threads, thread => thread.Join());
        Assert.AreEqual(0, wrong);
        Assert.IsTrue(calls > 0);
    }

    [TestMethod]
    public async Task Reload_RunUnderWay_EndsOnTheOldFile()
    {
        using var model = InferenceModel.Load(Counted);
        using var cancellation = new CancellationTokenSource();
        var endless = model.RunAsync(Named(("x", TensorData.Create([1f], 1)), ("rounds", TensorData.Scalar(long.MaxValue))), cancellation.Token);
        model.Reload(Counted);
        Assert.IsFalse(endless.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => endless);
    }

    [TestMethod]
    public void Reload_Disposed_Throws()
    {
        var model = InferenceModel.Load(Scaled(2));
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Reload(Scaled(3)));
    }

    [TestMethod]
    public void ModelWatcher_FileChanges_ReloadsOrReports()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("m.onnx");
        File.WriteAllBytes(path, Scaled(2));
        using var model = InferenceModel.Load(path);
        using var watcher = new ModelWatcher(model, path, TimeSpan.FromMilliseconds(20));
        using var reloaded = new AutoResetEvent(false);
        using var failed = new AutoResetEvent(false);
        Exception? error = null;
        watcher.Reloaded += (_, _) => reloaded.Set();
        watcher.ReloadFailed += (_, args) =>
        {
            error = args.Error;
            failed.Set();
        };

        Replace(path, Scaled(3));
        Assert.IsTrue(reloaded.WaitOne(TimeSpan.FromSeconds(20)));
        Assert.AreEqual(3f, model.Predict([1f])[0]);
        Replace(path, Linear);
        Assert.IsTrue(failed.WaitOne(TimeSpan.FromSeconds(20)));
        Assert.IsInstanceOfType<ModelLoadException>(error);
        Assert.AreEqual(3f, model.Predict([1f])[0]);
        File.Delete(path);
        Assert.IsTrue(failed.WaitOne(TimeSpan.FromSeconds(20)));
        Replace(path, Scaled(5));
        Assert.IsTrue(reloaded.WaitOne(TimeSpan.FromSeconds(20)));
        Assert.AreEqual(5f, model.Predict([1f])[0]);
    }

    [TestMethod]
    public void ModelWatcher_IntervalOutOfRange_IsRefused()
    {
        using var model = InferenceModel.Load(Scaled(2));
        Fails<InferenceException>(() => _ = new ModelWatcher(model, "m.onnx", TimeSpan.Zero), "ModelWatcher.interval: expected more than 0 and at most a day, or null; received 00:00:00. Give the time between two looks at the file.");
    }

    private static void Replace(string path, byte[] bytes)
    {
        File.WriteAllBytes(path + ".new", bytes);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static byte[] Scaled(int scale) => new OnnxModelBuilder()
        .Input("x", 1, "n").Output("y", 1, "n").Weight("w", [(float)scale], 1).Node("Mul", ["x", "w"], ["y"]).Metadata("scale", $"{scale}").Build();
}
