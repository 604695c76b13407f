using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class SequenceMaskTests
{
    private static readonly TensorSpec input = LayerNumbers.Spec(3, 2);

    // Padding behind, before, in between, none, and nothing but padding.
    private static readonly bool[][] rows =
        [[true, true, true, false, false], [false, false, true, true, true], [true, false, true, false, true], [true, true, true, true, true], [false, false, false, false, false]];

    private static readonly Tensor mask = tensor(rows.SelectMany(row => row).ToArray()).reshape(5, 5);

    public static IEnumerable<object[]> Layers =>
    [
        [(bool all, bool backwards) => (Recurrent)new Lstm(3, returnSequences: all, goBackwards: backwards)],
        [(bool all, bool backwards) => (Recurrent)new Gru(3, returnSequences: all, goBackwards: backwards)],
        [(bool all, bool backwards) => (Recurrent)new SimpleRnn(3, returnSequences: all, goBackwards: backwards)],
    ];

    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void Padding_IsAsIfItWereNotThere(Func<bool, bool, Recurrent> create)
    {
        foreach (var backwards in (bool[])[false, true])
        {
            var (last, all) = (LayerNumbers.Filled(create(false, backwards), input), LayerNumbers.Filled(create(true, backwards), input));
            // What stands in padding must not matter.
            var x = randn(5, 5, 2).masked_fill(mask.logical_not().unsqueeze(-1), float.NaN);
            Tensor[] first = [.. last.StateSizes.Select(size => randn(5, size))];
            var (output, states) = last.CallWithStates(x, first, mask);
            var sequence = all.CallWithStates(x, first, mask).Output;
            for (var row = 0; row < rows.Length; row++)
            {
                long[] kept = [.. Enumerable.Range(0, 5).Where(time => rows[row][time]).Select(time => (long)time)];
                Tensor[] own = [.. first.Select(state => state[row].unsqueeze(0))];
                var (expected, ends) = kept.Length == 0 ? (zeros(1, 3), own) : last.CallWithStates(x[row].index_select(0, tensor(kept)).unsqueeze(0), own);
                AreClose(expected[0], output[row]);
                foreach (var (end, state) in ends.Zip(states)) AreClose(end[0], state[row]);
                var whole = kept.Length == 0 ? zeros(0, 3) : all.CallWithStates(x[row].index_select(0, tensor(kept)).unsqueeze(0), own).Output[0];
                for (int time = 0, done = 0; time < 5; time++)
                {
                    if (rows[row][backwards ? 4 - time : time]) done++;
                    AreClose(done == 0 ? zeros(3) : whole[done - 1], sequence[row, time]);
                }
            }
            Assert.IsTrue(SequenceMask.Of(sequence)!.equal(backwards ? mask.flip(1) : mask).all().item<bool>());
            Assert.IsNull(SequenceMask.Of(output));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void Gradients_OfPadding_AreZeroAndOfWeightsFinite(Func<bool, bool, Recurrent> create)
    {
        var layer = create(true, false);
        var x = randn(5, 5, 2).masked_fill(mask.logical_not().unsqueeze(-1), float.NaN).requires_grad_(true);
        var (output, states) = layer.CallWithStates(x, null, mask);
        states.Aggregate(output.sum(), (sum, state) => sum + state.square().sum()).backward();
        Assert.IsTrue(x.grad!.ne(0).any(-1).equal(mask).all().item<bool>());
        Assert.IsTrue(layer.parameters().All(weight => weight.grad!.isfinite().all().item<bool>()));
    }

    [TestMethod]
    public void Bidirectional_GivesZerosAtPadding()
    {
        var layer = LayerNumbers.Filled(new Bidirectional(new Gru(3, returnSequences: true)), input);
        var x = SequenceMask.Attach(randn(5, 5, 2), mask);
        var output = layer.call(x);
        Assert.IsTrue(output.ne(0).any(-1).equal(mask).all().item<bool>());
        Assert.IsTrue(output[1, 2..].allclose(layer.call(x[1, 2..].unsqueeze(0))[0], 1e-5, 1e-6));
        Assert.AreSame(mask, SequenceMask.Of(output));
    }

    [TestMethod]
    public void Embedding_ThatMasksZero_ReachesTheRecurrentLayer()
    {
        var layers = new nn.Module<Tensor, Tensor>[] { new Embedding(6, 4, maskZero: true), new Dropout(0.5), new LayerNormalization(), new TimeDistributed(new Dense(3)), new ReluLayer(), new Gru(3) };
        using var model = new Sequential(layers);
        var words = tensor(new long[,] { { 3, 1, 5, 0, 0 }, { 2, 4, 0, 0, 0 } });
        var padded = model.Predict(words);
        AreClose(model.Predict(words[0, ..3].unsqueeze(0))[0], padded[0]);
        AreClose(model.Predict(words[1, ..2].unsqueeze(0))[0], padded[1]);
        using var plain = new Sequential([new Embedding(6, 4), layers[2], layers[3], layers[4], layers[5]]);
        plain.call(words);
        using (no_grad()) ((Embedding)plain.Layers[0]).Embeddings.copy_(((Embedding)layers[0]).Embeddings);
        Assert.IsFalse(plain.Predict(words).allclose(padded, 1e-3, 1e-3));
    }

    [TestMethod]
    public void Masks_AreHandedOnByLayersThatKeepTheSteps()
    {
        var (x, other) = (SequenceMask.Attach(randn(5, 5, 2), mask), SequenceMask.Attach(randn(5, 5, 2), tensor(new[] { true, true, true, true, false }).expand(5, 5)));
        var both = mask.logical_and(SequenceMask.Of(other)!);
        Assert.IsTrue(SequenceMask.Of(new Add().call([x, other]))!.equal(both).all().item<bool>());
        Assert.IsTrue(SequenceMask.Of(new Concatenate().call([x, other]))!.equal(both).all().item<bool>());
        Assert.IsTrue(SequenceMask.Of(new Concatenate(1).call([x, other]))!.equal(cat([mask, SequenceMask.Of(other)!], 1)).all().item<bool>());
        Assert.AreSame(mask, SequenceMask.Of(new MultiHeadAttention(1, 2).call(x, randn(5, 3, 2))));
        Assert.IsNull(SequenceMask.Of(new Flatten().call(x)));
        Assert.IsNull(SequenceMask.Of(nn.Linear(2, 2).call(x)));
        Assert.IsNull(SequenceMask.Of(SequenceMask.Attach(x, null)));
    }

    // The model gives 0 for every word but 2, for which it gives 1: errors are the targets, and the square of target - 1.
    [TestMethod]
    public void Padding_CountsNeitherInLossNorInMetrics()
    {
        using var model = new Sequential([new Embedding(3, 1, new Zeros(), maskZero: true), new ReluLayer()]);
        var words = tensor(new long[,] { { 1, 2, 0 }, { 1, 0, 0 } });
        model.call(words);
        using (no_grad()) ((Embedding)model.Layers[0]).Embeddings[2].fill_(1);
        var y = tensor(new[,] { { 1f, 3f, 50f }, { 4f, 50f, 50f } }).reshape(2, 3, 1);
        model.Compile(new MeanSquaredError(), new StochasticGradientDescent(0), new MeanAbsoluteErrorMetric());
        foreach (var values in new[] { model.TestOnBatch(words, y), model.Evaluate(words, y, batchSize: 1), model.Fit(words, y).Epochs[0].Values })
        {
            Assert.AreEqual((1 + 4 + 16) / 3.0, values["loss"], 1e-6);
            Assert.AreEqual((1 + 2 + 4) / 3.0, values["mean_absolute_error"], 1e-6);
        }
        // A batch's own mask leaves out more.
        var own = model.TestOnBatch(new Batch([words], [y], null, [tensor(new[,] { { false, true, true }, { true, true, true } })]));
        Assert.AreEqual((4 + 16) / 2.0, own["loss"], 1e-6);
        Assert.AreEqual((1 + 4) / 2.0, model.TestOnBatch(new Batch([words], [y], null, [tensor((bool[])[true, false])]))["loss"], 1e-6);
    }

    [TestMethod]
    public void MaskedModels_Exported_Agree()
    {
        var words = tensor(new long[,] { { 3, 1, 5, 0, 0 }, { 2, 4, 0, 0, 0 }, { 0, 0, 1, 0, 2 }, { 0, 0, 0, 0, 0 } });
        foreach (var layer in (SequenceLayer[])[new Lstm(3, returnSequences: true), new Gru(3, goBackwards: true), new SimpleRnn(3), new Bidirectional(new Lstm(2, returnSequences: true))])
            Export(new Sequential([new Embedding(6, 4, maskZero: true), layer]), words);
        var (x, kept) = (GraphTensor.Input([-1, 2], name: "x"), GraphTensor.Input([-1], ScalarType.Bool, "kept"));
        var (output, states) = new Lstm(3, returnState: true).CallWithStates(x, null, kept);
        Export(new MultiFunctionalModel([x, kept], [output, .. states]), randn(5, 5, 2), mask);
    }

    [TestMethod]
    public void Masks_ThatDoNotFit_AreRefused()
    {
        const string remedy = "Give one true or false a step, [batch, time]: lengths become one by arange(time) < lengths.unsqueeze(1).";
        var x = ones(2, 3, 4);
        ConfigContract.Error<ShapeException>($"SequenceMask: expected a bool mask whose sizes are the first ones of [2, 3, 4]; received a Bool mask [2, 2]. {remedy}",
            () => SequenceMask.Attach(x, ones(2, 2, ScalarType.Bool)));
        ConfigContract.Error<ShapeException>($"Gru Gru: expected a bool mask whose sizes are the first ones of [2, 3, 4]; received a Float32 mask [2, 3]. {remedy}",
            () => new Gru(2).CallWithStates(x, null, ones(2, 3)));
        ConfigContract.Error<ShapeException>("Gru Gru: expected a mask [batch, time]; received a mask [2]. Give one true or false a step.",
            () => new Gru(2).call(SequenceMask.Attach(x, ones(2, ScalarType.Bool))));
        Assert.IsNull(SequenceMask.Of(x.alias()));
    }

    private static void Export(nn.Module model, params Tensor[] example)
    {
        using var scope = NewDisposeScope();
        ((IFlatCall)model).CallFlat(example);
        var specs = example.Select((_, i) => new InputSpec($"x{i}") { DynamicDimensions = new() { [0] = "batch", [1] = "time" } });
        var report = OnnxExporter.Build(model, example, new ExportOptions { Inputs = [.. specs], Verification = new VerificationOptions { Seeds = 1 } }).Report;
        Assert.IsLessThan(1e-5, report.Parity.MaxAbsolute);
    }

    private static void AreClose(Tensor expected, Tensor actual) => Assert.IsTrue(actual.allclose(expected, 1e-5, 1e-6), $"{expected.ToString(TorchSharp.TensorStringStyle.Julia)} and {actual.ToString(TorchSharp.TensorStringStyle.Julia)}");
}
