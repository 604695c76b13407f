using System.Diagnostics;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class SharedThreadsTests
{
    private const string ChildMark = "ONNXFORGE_SHARED_THREADS_CHILD";

    /// <summary>The threads of a process can be chosen once, so that the test runs itself again in a process of its own.</summary>
    [TestMethod]
    public void ShareThreads_InAProcessOfItsOwn_TakesOneSetOfThreads()
    {
        if (Environment.GetEnvironmentVariable(ChildMark) is not null)
        {
            ShareInThisProcess();
            return;
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!, ["--filter", $"FullyQualifiedName~{nameof(ShareThreads_InAProcessOfItsOwn_TakesOneSetOfThreads)}"]) { RedirectStandardOutput = true };
        start.Environment[ChildMark] = "1";
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.AreEqual(0, child.ExitCode, output);
    }

    [TestMethod]
    public void ShareThreads_AfterOtherModels_SaysWhatToDo()
    {
        InferenceModel.Load(Linear).Dispose();
        Fails<InferenceException>(
            () => InferenceModel.Load(Linear, new InferenceOptions { ShareThreads = true }),
            $"Model in memory ({Linear.Length} bytes) with ShareThreads: expected shared threads that started before the first model was loaded; received models loaded without them. Call SharedThreads.Start first of all in the application's start.");
        Fails<InferenceException>(
            () => SharedThreads.Start(), "SharedThreads.Start: expected a process in which ONNX Runtime was not used before; received ONNX Runtime in use. Call it once, first of all in the application's start.");
        Fails<InferenceException>(() => SharedThreads.Start(0), "SharedThreads.Start: expected 1 thread or more, or null; received 0. Give the number of threads for one run.");
        Fails<InferenceException>(
            () => InferenceModel.Load(Linear, new InferenceOptions { ShareThreads = true, Threads = 2 }), "InferenceOptions.Threads: expected null where ShareThreads is true; received 2. Give the number of threads to SharedThreads.Start.");
    }

    private static void ShareInThisProcess()
    {
        SharedThreads.Start(threads: 4);
        var shared = ThreadsOf(new InferenceOptions { ShareThreads = true });
        var own = ThreadsOf(new InferenceOptions { Threads = 4 });
        Assert.IsTrue(own >= 24 && shared < own / 2, $"{shared} threads shared, {own} of their own");
        Fails<InferenceException>(
            () => SharedThreads.Start(), "SharedThreads.Start: expected a process in which ONNX Runtime was not used before; received shared threads that are started. Call it once, first of all in the application's start.");
    }

    /// <summary>How many threads eight models add.</summary>
    private static int ThreadsOf(InferenceOptions options)
    {
        var before = Count();
        InferenceModel[] models = [.. Enumerable.Range(0, 8).Select(_ => InferenceModel.Load(Linear, options))];
        var added = Count() - before;
        foreach (var model in models)
        {
            CollectionAssert.AreEqual(new[] { 24f, 19f }, model.Predict([1, 2, 3]));
            model.Dispose();
        }

        return added;
    }

    private static int Count()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
