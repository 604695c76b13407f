using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class PrefetchedTests
{
    [TestMethod]
    public void Prefetched_TrainsAsItsSource()
    {
        var (x, y) = TrainingSamples.Line(10);
        var options = new FitOptions { Epochs = 3, BatchSize = 4, ValidationSplit = 0.2 };
        var plain = TrainingSamples.Compiled(new Nadam(0.1)).Fit((x, y), options);
        var ahead = TrainingSamples.Compiled(new Nadam(0.1)).Fit(new Prefetched((x, y), 2), options);
        CollectionAssert.AreEqual(plain["loss"].ToArray(), ahead["loss"].ToArray());
        CollectionAssert.AreEqual(plain["val_loss"].ToArray(), ahead["val_loss"].ToArray());
    }

    [TestMethod]
    public void Batches_AreMadeOnAnotherThread_NoMoreThanAsked()
    {
        var (threads, made) = (new HashSet<int>(), 0);
        using var reader = new Prefetched(DataSource.FromBatches(_ => Make()), 2).Read(new EpochRequest(1, 1, 0, false)).GetEnumerator();
        Assert.IsTrue(reader.MoveNext());
        // Two wait, one waits for room, one is in use.
        Assert.IsFalse(SpinWait.SpinUntil(() => Volatile.Read(ref made) > 4, 200));
        Assert.AreEqual(4, made);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, threads);

        IEnumerable<Batch> Make()
        {
            while (true)
            {
                threads.Add(Environment.CurrentManagedThreadId);
                Interlocked.Increment(ref made);
                yield return new Batch([ones(1)], [ones(1)]);
            }
        }
    }

    [TestMethod]
    public void Tensors_OfABatch_EndWithItsStep_AndThoseNotReadWithTheTraining()
    {
        var made = new List<Tensor>();
        var kept = ones(2, 1);
        using var stop = new CancellationTokenSource();
        var log = new CallbackLog { Step = step => { if (step.Step == 3) stop.Cancel(); } };
        TrainingSamples.Compiled().Fit(new Prefetched(DataSource.FromBatches(_ => Make())), new FitOptions { Callbacks = [log], CancellationToken = stop.Token });
        Assert.IsGreaterThan(3, made.Count);
        Assert.IsTrue(made.All(tensor => tensor.IsInvalid));
        Assert.IsFalse(kept.IsInvalid);

        IEnumerable<Batch> Make()
        {
            while (true)
            {
                made.Add(ones(2, 2));
                yield return new Batch([made[^1]], [kept]);
            }
        }
    }

    [TestMethod]
    public void ErrorOfTheSource_ComesAfterTheBatchesBeforeIt()
    {
        var log = new CallbackLog();
        var error = Assert.ThrowsExactly<IOException>(() => TrainingSamples.Compiled().Fit(new Prefetched(DataSource.FromBatches(_ => Broken())), new FitOptions { Callbacks = [log] }));
        Assert.AreEqual("The disk is gone.", error.Message);
        Assert.Contains("Broken", error.StackTrace!);
        Assert.Contains("step 1/1 2/", log.Events);

        static IEnumerable<Batch> Broken()
        {
            for (var i = 0; i < 2; i++) yield return new Batch([ones(2, 2)], [ones(2, 1)]);
            throw new IOException("The disk is gone.");
        }
    }

    [TestMethod]
    public void NoBatches_AreRefused() => ConfigContract.Error<ConfigException>("Prefetched: expected 1 or more batches; received 0. Give a number of 1 or more.",
        () => _ = new Prefetched((ones(1), ones(1)), 0));
}
