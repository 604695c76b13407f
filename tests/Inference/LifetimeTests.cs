using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class LifetimeTests
{
    [TestMethod]
    public void Run_EightThreads_GivesTheSameBits()
    {
        using var model = InferenceModel.Load(Linear);
        var inputs = Enumerable.Range(0, 8).Select(seed => Rows(seed, 33)).ToArray();
        var expected = inputs.Select(rows => Bits(model, rows)).ToArray();
        var wrong = 0;
        var threads = Enumerable.Range(0, 8).Select(index => new Thread(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                var which = (index + i) % 8;
                if (!Bits(model, inputs[which]).SequenceEqual(expected[which])
                    || !model.Predict(inputs[which]).Select(BitConverter.SingleToInt32Bits).SequenceEqual(expected[which]))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.AreEqual(0, wrong);
    }

    [TestMethod]
    public void BoundRun_SharedByThreads_RunsOneAfterAnother()
    {
        using var model = InferenceModel.Load(Linear);
        using var bound = model.Bind(Named(("x", TensorData.Create([1f, 2f, 3f], 1, 3))));
        Parallel.For(0, 400, _ => bound.Run());
        CollectionAssert.AreEqual(new[] { 24f, 19f }, bound.Outputs["y"].AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Dispose_Twice_IsHarmlessAndUseThrows()
    {
        var model = InferenceModel.Load(Linear);
        model.Dispose();
        model.Dispose();
        var inputs = Named(("x", TensorData.Create(new float[3], 1, 3)));
        Assert.AreEqual(typeof(InferenceModel).FullName, Assert.ThrowsExactly<ObjectDisposedException>(() => model.Run(inputs)).ObjectName);
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Predict(new float[3]));
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Predict(new float[3], new float[2]));
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Bind(inputs));
        Assert.AreEqual("x", model.Signature.Inputs[0].Name);
        Assert.AreEqual("tests", model.Metadata["purpose"]);
    }

    [TestMethod]
    public void Dispose_DuringRuns_LetsThemEnd()
    {
        for (var round = 0; round < 20; round++)
        {
            var model = InferenceModel.Load(Linear);
            var rows = Rows(round, 64);
            var expected = Bits(model, rows);
            using var started = new CountdownEvent(4);
            var workers = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () => RunUntilDisposed(model, rows, expected, started), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            started.Wait();
            model.Dispose();
            Assert.IsTrue(Task.WhenAll(workers).Result.All(right => right));
        }
    }

    [TestMethod]
    public void UseCounter_LastUser_Frees()
    {
        var freed = 0;
        var uses = new UseCounter(() => freed++);
        Assert.IsTrue(uses.TryEnter());
        Assert.IsTrue(uses.TryEnter());
        uses.Close();
        uses.Close();
        uses.Exit();
        Assert.AreEqual(0, freed);
        Assert.IsFalse(uses.TryEnter());
        uses.Exit();
        Assert.AreEqual(1, freed);
    }

    [TestMethod]
    public void UseCounter_NoUser_FreesAtOnce()
    {
        var freed = 0;
        var uses = new UseCounter(() => freed++);
        Assert.IsTrue(uses.TryEnter());
        uses.Exit();
        Assert.AreEqual(0, freed);
        uses.Close();
        Assert.AreEqual(1, freed);
        Assert.IsFalse(uses.TryEnter());
    }

    private static bool RunUntilDisposed(InferenceModel model, float[] rows, int[] expected, CountdownEvent started)
    {
        var first = true;
        while (true)
        {
            try
            {
                if (!Bits(model, rows).SequenceEqual(expected))
                {
                    return false;
                }
            }
            catch (ObjectDisposedException)
            {
                return !first;
            }

            if (first)
            {
                first = false;
                started.Signal();
            }
        }
    }

    private static float[] Rows(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * 3).Select(_ => random.NextSingle())];
    }

    private static int[] Bits(InferenceModel model, float[] rows) =>
        [.. model.Run(Named(("x", TensorData.Create(rows, rows.Length / 3, 3))))["y"].AsSpan<float>().ToArray().Select(BitConverter.SingleToInt32Bits)];
}
