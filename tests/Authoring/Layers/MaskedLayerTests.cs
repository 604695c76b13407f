using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Layers without a state from step to step, on sequences with padding.</summary>
[TestClass]
public sealed class MaskedLayerTests
{
    // Padding behind, before, in between, none, and nothing but padding.
    private static readonly bool[][] rows =
        [[true, true, true, false, false], [false, false, true, true, true], [true, false, true, false, true], [true, true, true, true, true], [false, false, false, false, false]];

    private static readonly Tensor mask = tensor(rows.SelectMany(row => row).ToArray()).reshape(5, 5);

    [TestMethod]
    public void Masking_MarksStepsOfOneNumber()
    {
        var x = tensor(new[,,] { { { 1f, 2f }, { -1f, -1f }, { -1f, 3f }, { 0f, 0f } } });
        var output = new Masking(-1).call(x);
        CollectionAssert.AreEqual((bool[])[true, false, true, true], SequenceMask.Of(output)!.data<bool>().ToArray());
        LayerNumbers.AreClose(output, 1, 2, 0, 0, -1, 3, 0, 0);
        var twice = new Masking().call(output);
        CollectionAssert.AreEqual((bool[])[true, false, true, false], SequenceMask.Of(twice)!.data<bool>().ToArray());
        Assert.AreSame(SequenceMask.Of(output), SequenceMask.Of(new Dense(3).call(output)));
        CollectionAssert.AreEqual((bool[])[true, false, false], SequenceMask.Of(new Masking().call(zeros(1, 3, 2, 2).index_fill(1, tensor(0L), 4)))!.data<bool>().ToArray());
        ConfigContract.Error<ConfigException>("Masking Masking: expected a finite maskValue; received NaN. Correct maskValue.", () => _ = new Masking(double.NaN));
    }

    // What the padding holds must not matter, and a sequence is as if it were alone.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Attention_SeesNoPadding(bool causal)
    {
        var layer = LayerNumbers.Filled(new MultiHeadAttention(2, 3, useCausalMask: causal, biasInitializer: "ones"), LayerNumbers.Spec(5, 4));
        var (x, other) = (randn(5, 5, 4), randn(5, 5, 4));
        var padded = where(mask.unsqueeze(-1), x, other);
        var output = layer.call([SequenceMask.Attach(padded, mask)]);
        Assert.AreSame(mask, SequenceMask.Of(output));
        for (var row = 0; row < rows.Length; row++)
        {
            var kept = tensor(Enumerable.Range(0, 5).Where(time => rows[row][time]).Select(time => (long)time).ToArray());
            if (kept.numel() > 0) AreClose(layer.call([padded[row].index_select(0, kept).unsqueeze(0)])[0], output[row].index_select(0, kept));
        }
        output.sum().backward();
        Assert.IsTrue(layer.parameters().All(weight => weight.grad!.isfinite().all().item<bool>()));
    }

    [TestMethod]
    public void Attention_ToAnotherSequence_TakesItsMaskAndTheGivenOne()
    {
        var layer = LayerNumbers.Filled(new MultiHeadAttention(1, 4), LayerNumbers.Spec(3, 2), LayerNumbers.Spec(5, 2));
        var (query, value) = (randn(5, 3, 2), randn(5, 5, 2));
        var given = rand(5, 3, 5).ge(0.3);
        var expected = layer.call(query, value, mask: given.logical_and(mask.unsqueeze(1)));
        var carried = SequenceMask.Attach(value.clone(), mask);
        AreClose(expected, layer.call(query, carried, mask: given));
        AreClose(layer.call(query, value, mask: mask.unsqueeze(1).expand(5, 3, 5)), layer.call(query, value, key: SequenceMask.Attach(value.clone(), mask)));
        Assert.IsNull(SequenceMask.Of(layer.call(query, carried)));
        ConfigContract.Error<ShapeException>("MultiHeadAttention MultiHeadAttention: expected a mask [batch, time]; received a mask [5]. Give one true or false a step.",
            () => layer.call(query, SequenceMask.Attach(value.clone(), ones(5, ScalarType.Bool))));
    }

    [TestMethod]
    public void PoolingOverTime_LeavesPaddingOut()
    {
        var x = randn(5, 5, 2);
        var padded = SequenceMask.Attach(x.masked_fill(mask.logical_not().unsqueeze(-1), float.NaN), mask);
        var (mean, most) = (new GlobalAveragePooling1D(overTime: true).call(padded), new GlobalMaxPooling1D(keepDims: true, overTime: true).call(padded));
        Assert.IsNull(SequenceMask.Of(mean));
        for (var row = 0; row < rows.Length; row++)
        {
            var kept = x[row][TensorIndex.Tensor(mask[row])];
            AreClose(kept.shape[0] == 0 ? zeros(2) : kept.mean([0]), mean[row]);
            AreClose(kept.shape[0] == 0 ? zeros(2) : kept.amax([0]), most[row, 0]);
        }
        AreClose(x.mean([1]), new GlobalAveragePooling1D(overTime: true).call(x));
        AreClose(x.amax([1]), new GlobalMaxPooling1D(overTime: true).call(x));
    }

    [TestMethod]
    public void LossCalledByHand_CountsWhatTheMaskKeeps()
    {
        var (y, prediction) = (randn(5, 5, 1), randn(5, 5, 1));
        var masked = SequenceMask.Attach(prediction.masked_fill(mask.logical_not().unsqueeze(-1), float.NaN).requires_grad_(true), mask);
        var error = (prediction - y).square()[TensorIndex.Tensor(mask)];
        var loss = new MeanSquaredError().Call(y, masked);
        AreClose(error.mean(), loss);
        AreClose(error, new MeanSquaredError { Reduction = Reduction.None }.Call(y, masked));
        var weights = rand(5);
        AreClose((error * weights.unsqueeze(-1).expand(5, 5)[TensorIndex.Tensor(mask)].unsqueeze(-1)).mean(), new MeanSquaredError().Call(y, masked, weights));
        loss.backward();
        Assert.IsTrue(masked.grad!.ne(0).squeeze(-1).equal(mask).all().item<bool>());
        Assert.AreEqual(0f, new MeanSquaredError().Call(y, SequenceMask.Attach(prediction.clone(), zeros_like(mask))).item<float>());

        var metric = new MeanSquaredErrorMetric();
        var (keptY, kept) = SequenceMask.Kept(y, masked.detach());
        Assert.AreSame(y, keptY);
        (keptY, kept) = SequenceMask.Kept(y, masked);
        metric.Update(keptY, kept.detach());
        Assert.AreEqual(error.mean().item<float>(), metric.Result(), 1e-6);
        ConfigContract.Error<ShapeException>("SequenceMask: expected a bool mask over the first dimensions of a target [5, 1] and a prediction [5, 5, 1]; received a Bool mask [5, 5]. "
            + "Give one true or false a sample, [batch], or a position, [batch, time].", () => SequenceMask.Kept(zeros(5, 1), masked));
    }

    [TestMethod]
    public void MaskedModels_Exported_Agree()
    {
        var words = tensor(new long[,] { { 3, 1, 5, 0, 0 }, { 2, 4, 0, 0, 0 }, { 0, 0, 1, 0, 2 }, { 0, 0, 0, 0, 0 } });
        Export(new Sequential([new Embedding(6, 4, maskZero: true), new Attending(), new GlobalAveragePooling1D(overTime: true)]), words);
        Export(new Sequential([new Embedding(6, 4, maskZero: true), new Attending(causal: true), new Dropout(0.5), new GlobalMaxPooling1D(overTime: true)]), words);
        var x = where(mask.unsqueeze(-1), randn(5, 5, 3), zeros(1));
        Export(new Sequential([new Masking(), new TimeDistributed(new Dense(4)), new ActivationLayer(new Relu()), new Gru(3)]), x);
        Export(new Sequential([new Masking(), new Attending(), new GlobalAveragePooling1D(overTime: true)]), x);
    }

    private static void Export(nn.Module<Tensor, Tensor> model, Tensor example)
    {
        using var scope = NewDisposeScope();
        model.call(example);
        var input = new InputSpec("x") { DynamicDimensions = new() { [0] = "batch", [1] = "time" } };
        var report = OnnxExporter.Build(model, [example], new ExportOptions { Inputs = [input], Verification = new VerificationOptions { Seeds = 1 } }).Report;
        Assert.IsLessThan(1e-5, report.Parity.MaxAbsolute);
    }

    private static void AreClose(Tensor expected, Tensor actual) => Assert.IsTrue(actual.allclose(expected, 1e-5, 1e-6), $"{expected.ToString(TorchSharp.TensorStringStyle.Julia)} and {actual.ToString(TorchSharp.TensorStringStyle.Julia)}");

    private sealed class Attending(bool causal = false) : Layer
    {
        private readonly MultiHeadAttention attention = new(2, 3, useCausalMask: causal);

        protected override bool SupportsMasking => true;

        public override Tensor forward(Tensor input) => input + attention.call([input]);
    }
}
