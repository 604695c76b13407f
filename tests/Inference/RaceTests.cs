using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

/// <summary>Many calls from many threads: 10⁵ for each of eight, and with ONNXFORGE_LONG=1 ten times as many.</summary>
[TestClass]
public sealed class RaceTests
{
    private const int Threads = 8;

    private static readonly int Times = Environment.GetEnvironmentVariable("ONNXFORGE_LONG") == "1" ? 10 : 1;

    private static readonly int Calls = 100_000 * Times, Disposals = 25 * Times, Cancellations = 2_000 * Times;

    [TestMethod]
    public void Predict_EightThreads_GivesTheSameBits()
    {
        using var model = InferenceModel.Load(Linear, new InferenceOptions { Threads = 1, Sessions = 4 });
        var wrong = 0;
        Together(thread =>
        {
            var rows = new float[3 * 4];
            var predictions = new float[2 * 4];
            for (var call = 0; call < Calls; call++)
            {
                var count = 1 + (call % 4);
                for (var i = 0; i < 3 * count; i++)
                {
                    rows[i] = ((call * 7) + (i * 3) + thread) % 1000;
                }

                model.Predict(rows.AsSpan(0, 3 * count), predictions);
                for (var row = 0; row < count; row++)
                {
                    var (x0, x1, x2) = (rows[3 * row], rows[(3 * row) + 1], rows[(3 * row) + 2]);
                    if (predictions[2 * row] != x0 + (2 * x1) + (3 * x2) + 10 || predictions[(2 * row) + 1] != 20 - x0)
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
            }
        });
        Assert.AreEqual(0, wrong);
    }

    [TestMethod]
    public void Everything_WhileTheModelIsDisposed_IsRightOrDisposed()
    {
        var (wrong, ended) = (0, 0);
        for (var round = 0; round < Disposals; round++)
        {
            var model = InferenceModel.Load(Linear, new InferenceOptions { Threads = 1, Sessions = 4 });
            using var started = new CountdownEvent(Threads);
            var threads = Start(thread =>
            {
                started.Signal();
                try
                {
                    while (true)
                    {
                        Interlocked.Add(ref wrong, Call(model, thread) is [24f, 19f] ? 0 : 1);
                    }
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref ended);
                }
            });
            started.Wait();
            Thread.SpinWait(round % 100 * 50);
            model.Dispose();
            Array.ForEach(threads, thread => thread.Join());
        }

        Assert.AreEqual(0, wrong);
        Assert.AreEqual(Disposals * Threads, ended);
    }

    [TestMethod]
    public void Cancellation_WhileRunsEnd_StopsNoOtherRun()
    {
        using var model = InferenceModel.Load(Linear, new InferenceOptions { Threads = 1, TimeLimit = TimeSpan.FromMinutes(1) });
        var wrong = 0;
        Together(thread =>
        {
            for (var call = 0; call < Cancellations; call++)
            {
                using var cancellation = new CancellationTokenSource();
                if ((call + thread) % 2 == 0)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static source => Cancel(source), cancellation, preferLocal: false);
                }

                try
                {
                    Interlocked.Add(ref wrong, model.Predict([1, 2, 3], cancellation.Token) is [24f, 19f] ? 0 : 1);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Add(ref wrong, (call + thread) % 2);
                }
            }
        });
        Assert.AreEqual(0, wrong);
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run has ended before.
        }
    }

    private static float[] Call(InferenceModel model, int way)
    {
        switch (way % 4)
        {
            case 0:
                return model.Predict([1, 2, 3]);
            case 1:
                return model.Run(Named(("x", TensorData.FromRows<float>([[1, 2, 3]]))))["y"].AsSpan<float>().ToArray();
            case 2:
                var y = TensorData.Create(new float[2], 1, 2);
                model.Run([TensorData.FromRows<float>([[1, 2, 3]])], [y]);
                return y.AsSpan<float>().ToArray();
            default:
                using (var bound = model.Bind(Named(("x", TensorData.FromRows<float>([[1, 2, 3]])))))
                {
                    bound.Run();
                    return bound.Outputs["y"].AsSpan<float>().ToArray();
                }
        }
    }

    private static void Together(Action<int> work) => Array.ForEach(Start(work), thread => thread.Join());

    private static Thread[] Start(Action<int> work)
    {
        var threads = Enumerable.Range(0, Threads).Select(index => new Thread(() => work(index))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        return threads;
    }
}
