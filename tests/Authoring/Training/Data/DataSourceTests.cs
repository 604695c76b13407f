using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class DataSourceTests
{
    private static readonly EpochRequest InOrder = new(1, 2, 0, Shuffle: false);

    [TestMethod]
    public void Arrays_BecomeRows()
    {
        AreRows((new[,] { { 1f, 2f }, { 3f, 4f } }, new[,] { { 5f }, { 6f } }), [2, 1]);
        AreRows((new[,] { { 1f, 2f }, { 3f, 4f } }, new[] { 5f, 6f }), [2, 1]);
        AreRows(((float[][])[[1, 2], [3, 4]], (float[][])[[5], [6]]), [2, 1]);
        AreRows(((float[][])[[1, 2], [3, 4]], new[] { 5f, 6f }), [2, 1]);
        AreRows((new[,] { { 1f, 2f }, { 3f, 4f } }, new[] { 5L, 6L }), [2]);
        ConfigContract.Error<DataException>("inputs, row 1: expected 2 values, as the first row has; received 1. Give every row the same length, or pad it.",
            () => AreRows(((float[][])[[1, 2], [3]], new[] { 5f, 6f }), [2, 1]));

        static void AreRows(DataSource source, long[] targetShape)
        {
            var batch = source.Read(InOrder).Single();
            CollectionAssert.AreEqual(new[] { 1f, 2, 3, 4 }, batch.Inputs[0].data<float>().ToArray());
            CollectionAssert.AreEqual(new[] { 5f, 6 }, batch.Targets[0].to(ScalarType.Float32).data<float>().ToArray());
            CollectionAssert.AreEqual(targetShape, batch.Targets[0].shape);
        }
    }

    [TestMethod]
    public void Batches_OfAList_AreReadEachEpochAndStayTheCallers()
    {
        Batch[] batches = [new([ones(2, 2)], [ones(2, 1)]), new([ones(1, 2)], [ones(1, 1)])];
        var log = new CallbackLog();
        TrainingSamples.Compiled().Fit(DataSource.FromBatches(batches), new FitOptions { Epochs = 2, Callbacks = [log] });
        Assert.Contains("step 2/2 2/2", log.Events);
        Assert.AreEqual(2f, batches[0].Inputs[0].sum().item<float>() / 2);
    }

    [TestMethod]
    public void Batches_OfAFunction_FollowTheEpoch()
    {
        var asked = new List<EpochRequest>();
        var source = DataSource.FromBatches(request =>
        {
            asked.Add(request);
            return [new Batch([ones(2, 2)], [ones(2, 1)])];
        });
        TrainingSamples.Compiled().Fit(source, new FitOptions { Epochs = 2, BatchSize = 7, Seed = 3 });
        CollectionAssert.AreEqual(new[] { new EpochRequest(1, 7, 3, true), new EpochRequest(2, 7, 3, true) }, asked);
    }

    [TestMethod]
    public void AsyncBatches_AreDisposedAfterTheirStep()
    {
        var made = new List<Tensor>();
        var history = TrainingSamples.Compiled().Fit(DataSource.FromBatches(Later()), new FitOptions { Epochs = 2 });
        Assert.AreEqual(2, history.Epochs.Count);
        Assert.AreEqual(12, made.Count);
        Assert.IsTrue(made.All(tensor => tensor.IsInvalid));

        async IAsyncEnumerable<Batch> Later()
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Delay(1).ConfigureAwait(false);
                var batch = new Batch([ones(2, 2)], [ones(2, 1)]);
                made.AddRange([batch.Inputs[0], batch.Targets[0]]);
                yield return batch;
            }
        }
    }

    [TestMethod]
    public void AsyncBatches_ThatFail_PassTheErrorOn()
    {
        Assert.AreEqual("The line is dead.", Assert.ThrowsExactly<IOException>(() => TrainingSamples.Compiled().Fit(DataSource.FromBatches(Broken()))).Message);

        static async IAsyncEnumerable<Batch> Broken()
        {
            await Task.Delay(1).ConfigureAwait(false);
            yield return new Batch([ones(2, 2)], [ones(2, 1)]);
            throw new IOException("The line is dead.");
        }
    }

    [TestMethod]
    public void TorchSharpsDataset_IsStackedInAnotherOrderEachEpoch()
    {
        var source = DataSource.FromDataset(new NamedSamples(), ["x"], ["y"]);
        Assert.AreEqual(2, source.CountSteps(3));
        var orders = Enumerable.Range(1, 2).Select(epoch => Values(source, new EpochRequest(epoch, 3, 5, Shuffle: true))).ToList();
        foreach (var order in orders) CollectionAssert.AreEqual(new[] { 0f, 1, 2, 3, 4 }, order.Order().ToArray());
        CollectionAssert.AreNotEqual(orders[0], orders[1]);
        CollectionAssert.AreEqual(orders[0], Values(source, new EpochRequest(1, 3, 5, Shuffle: true)));
        TrainingSamples.Compiled().Fit(source, new FitOptions { BatchSize = 3 });
        ConfigContract.Error<DataException>("A sample of the data set: expected a tensor named \"z\"; received x, y. Name the inputs and targets as the data set does.",
            () => Values(DataSource.FromDataset(new NamedSamples(), ["z"], ["y"]), InOrder));
    }

    [TestMethod]
    public void TorchSharpsDatasetOfLists_IsStacked()
    {
        var batch = DataSource.FromDataset(new ListedSamples(), inputs: 2).Read(InOrder).First();
        Assert.AreEqual((2, 1), (batch.Inputs.Count, batch.Targets.Count));
        CollectionAssert.AreEqual(new long[] { 2, 3 }, batch.Inputs[1].shape);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void TorchSharpsLoader_TrainsAndLeavesNothingBehind(int workers)
    {
        using var loader = new TorchSharp.Modules.DataLoader(new NamedSamples(), 2, shuffle: true, device: null, seed: 1, num_worker: workers);
        var source = DataSource.FromLoader(loader, ["x"], ["y"]);
        var model = TrainingSamples.Compiled();
        var log = new CallbackLog();
        model.Fit(source, new FitOptions { Callbacks = [log] });
        Assert.Contains("step 1/1 3/3", log.Events);
        var before = LiveTensors.Count;
        model.Fit(source, new FitOptions { Epochs = 3 });
        Assert.IsLessThanOrEqualTo(before, LiveTensors.Count);
    }

    private static float[] Values(DataSource source, EpochRequest request)
    {
        using var scope = NewDisposeScope();
        return [.. source.Read(request).SelectMany(batch => batch.Inputs[0].select(1, 0).data<float>().ToArray())];
    }

    private sealed class NamedSamples : utils.data.Dataset
    {
        public override long Count => 5;

        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["x"] = full(2, (float)index), ["y"] = full(1, (float)index) };
    }

    private sealed class ListedSamples : utils.data.IterableDataset
    {
        public override long Count => 5;

        public override IList<Tensor> GetTensor(long index) => [ones(2), ones(3), ones(1)];
    }
}
