using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class NormalizationTests
{
    [TestMethod]
    public void Batch_InTraining_UsesItsOwnStatisticsAndMovesTheOthers()
    {
        var layer = new BatchNormalization(momentum: 0.9);
        var x = tensor(new[,] { { 1f, 10 }, { 3, 20 }, { 8, 60 } });
        LayerNumbers.AreClose(layer.call(x), -1.0189905, -0.9258192, -0.3396635, -0.4629096, 1.3586539, 1.3887287);
        // 0.9 * 0 + 0.1 * mean; 0.9 * 1 + 0.1 * variance over n - 1, which is 13 and 700.
        LayerNumbers.AreClose(layer.MovingMean, 0.4, 3);
        LayerNumbers.AreClose(layer.MovingVariance, 2.2, 70.9);
        layer.eval();
        LayerNumbers.AreClose(layer.call(x)[0], (1 - 0.4) / Math.Sqrt(2.201), (10 - 3) / Math.Sqrt(70.901));
        LayerNumbers.AreClose(layer.MovingMean, 0.4, 3);
    }

    [TestMethod]
    public void Batch_OfOneValueAChannel_MovesTowardsVarianceZero()
    {
        var layer = new BatchNormalization(momentum: 0.9);
        LayerNumbers.AreClose(layer.call(tensor(new[,] { { 5f, 7 } })), 0, 0);
        LayerNumbers.AreClose(layer.MovingMean, 0.5, 0.7);
        LayerNumbers.AreClose(layer.MovingVariance, 0.9, 0.9);
    }

    [TestMethod]
    public void Layer_OverChannels_IsTheFormula()
    {
        var x = randn(2, 3, 4);
        var expected = (x - x.mean([1], keepdim: true)) / (x.var([1], unbiased: false, keepdim: true) + 1e-3).sqrt();
        Assert.IsTrue(new LayerNormalization([1]).call(x).allclose(expected, 1e-4, 1e-5));
    }

    [TestMethod]
    public void Group_OfTwo_IsTheFormula()
    {
        var groups = randn(3, 2, 10);
        var expected = (groups - groups.mean([2], keepdim: true)) / (groups.var([2], unbiased: false, keepdim: true) + 1e-3).sqrt();
        Assert.IsTrue(new GroupNormalization(2).call(groups.reshape(3, 4, 5)).allclose(expected.reshape(3, 4, 5), 1e-4, 1e-5));
    }

    [TestMethod]
    public void RmsAndUnit_AreTheFormulas()
    {
        LayerNumbers.AreClose(new RmsNormalization().call(tensor(new[,] { { 3f, 4 } })), 3 / Math.Sqrt(12.5), 4 / Math.Sqrt(12.5));
        LayerNumbers.AreClose(new UnitNormalization().call(tensor(new[,] { { 3f, 4 }, { 0, 0 } })), 0.6, 0.8, 0, 0);
    }

    [TestMethod]
    public void WrongArguments_AreRefused()
    {
        ConfigContract.Error<ConfigException>("BatchNormalization BatchNormalization: expected momentum from 0 to 1; received 99. Give how much stays in each step, such as 0.99.",
            () => _ = new BatchNormalization(99));
        ConfigContract.Error<ConfigException>("LayerNormalization LayerNormalization: expected dimensions behind the batch, each once; received [0]. Give the dimensions to normalize over; -1 is the last.",
            () => _ = new LayerNormalization([0]));
        ConfigContract.Error<ShapeException>("GroupNormalization GroupNormalization: expected a number of channels that 32 groups divide; received an input [?, 3, 2]. Correct groups, or the channels before this layer.",
            () => new GroupNormalization().call(ones(1, 3, 2)));
    }
}
