using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class MaskTests
{
    // Two sequences of three positions; the model gives 0 everywhere, so that an error is the target itself.
    private static readonly Tensor x = zeros(2, 3, 2);
    private static readonly Tensor y = tensor(new[,] { { 1f, 2f, float.NaN }, { 4f, float.NaN, float.NaN } }).reshape(2, 3, 1);
    private static readonly Tensor mask = tensor(new[,] { { true, true, false }, { true, false, false } });

    [TestMethod]
    public void MaskedPositions_CountNeitherInLossNorInMetrics()
    {
        var values = Model().TestOnBatch(new Batch([x], [y], null, [mask]));
        Assert.AreEqual((1 + 4 + 16) / 3.0, values["loss"], 1e-6);
        Assert.AreEqual(7 / 3.0, values["mean_absolute_error"], 1e-6);
    }

    [TestMethod]
    public void MaskedEpoch_IsTheMeanOverKeptPositions_WhateverTheBatches()
    {
        foreach (var batchSize in (int[])[1, 2])
        {
            var values = Model().Fit(new RowSource([x], [y], null, [mask]), new FitOptions { BatchSize = batchSize, Validation = new RowSource([x], [y], null, [mask]) }).Epochs[0].Values;
            Assert.AreEqual(7, values["loss"], 1e-6);
            Assert.AreEqual(7, values["val_loss"], 1e-6);
        }
    }

    [TestMethod]
    public void SampleWeights_OfSequencesAndOfPositions_MultiplyTheKeptValues()
    {
        var values = Model().TestOnBatch(new Batch([x], [y], [tensor((float[])[2, 0.5f])], [mask]));
        Assert.AreEqual((2 * 1 + 2 * 4 + 0.5 * 16) / 3, values["loss"], 1e-6);
        Assert.AreEqual((2 * 1 + 2 * 2 + 0.5 * 4) / 4.5, values["mean_absolute_error"], 1e-6);
        var positions = tensor(new[,] { { 1f, 3f, 9f }, { 2f, 9f, 9f } });
        Assert.AreEqual((1 + 3 * 4 + 2 * 16) / 3.0, Model().TestOnBatch(new Batch([x], [y], [positions], [mask]))["loss"], 1e-6);
    }

    [TestMethod]
    public void SampleWeights_OfPositions_NeedNoMask()
    {
        var whole = tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } }).reshape(2, 3, 1);
        var weights = tensor(new[,] { { 1f, 0f, 0f }, { 0f, 0f, 2f } });
        var values = Model().TestOnBatch(new Batch([x], [whole], [weights]));
        Assert.AreEqual((1 + 2 * 36) / 6.0, values["loss"], 1e-5);
        Assert.AreEqual((1 + 2 * 6) / 3.0, values["mean_absolute_error"], 1e-6);
        ConfigContract.Error<ShapeException>("mean_squared_error: expected one sample weight for each of 2 samples, shape [2] or [2, 1], or a weight for each of the values [2, 3, 1]; "
            + "received weights of shape [2, 2]. Give one weight a sample.", () => Model().TestOnBatch(new Batch([x], [whole], [ones(2, 2)])));
    }

    [TestMethod]
    public void BatchWithoutAKeptPosition_ChangesNothing()
    {
        var model = Model();
        model.Predict(x).Dispose();
        var before = model.Output.Bias!.item<float>();
        model.Compile(new MeanSquaredError(), new StochasticGradientDescent(1));
        var values = model.TrainOnBatch(new Batch([x], [y], null, [zeros(2, 3, dtype: ScalarType.Bool)]));
        Assert.AreEqual(0.0, values["loss"]);
        Assert.AreEqual(before, model.Output.Bias!.item<float>());
    }

    [TestMethod]
    public void Masks_ThatDoNotFit_AreRefused()
    {
        ConfigContract.Error<ShapeException>("mean_squared_error: expected a bool mask over the first dimensions of a target [2, 3, 1] and a prediction [2, 3, 1]; "
            + "received a Bool mask [2, 2]. Give one true or false a sample, [batch], or a position, [batch, time].",
            () => Model().TestOnBatch(new Batch([x], [zeros(2, 3, 1)], null, [ones(2, 2, dtype: ScalarType.Bool)])));
        ConfigContract.Error<ShapeException>("mean_squared_error: expected a bool mask over the first dimensions of a target [2, 3, 1] and a prediction [2, 3, 1]; "
            + "received a Float32 mask [2, 3]. Give one true or false a sample, [batch], or a position, [batch, time].",
            () => Model().TestOnBatch(new Batch([x], [zeros(2, 3, 1)], null, [ones(2, 3)])));
        ConfigContract.Error<DataException>("LineModel: expected masks for each of 1 outputs; received 2. Give a list of one for each output, null where an output has none.",
            () => Model().TestOnBatch(new Batch([x], [zeros(2, 3, 1)], null, [null, mask])));
        ConfigContract.Error<ShapeException>("mean_squared_error: expected sample weights that fit a mask [2, 3]; received weights of shape [2, 2]. "
            + "Give one weight a sample, [batch], or a position, as the mask has.", () => Model().TestOnBatch(new Batch([x], [y], [ones(2, 2)], [mask])));
    }

    private static LineModel Model() => TrainingSamples.Compiled(new StochasticGradientDescent(0));
}
