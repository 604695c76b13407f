using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class NoiseTests
{
    [TestMethod]
    public void Layers_InEvaluation_GiveTheInputBack()
    {
        var x = randn(4, 3);
        foreach (var layer in new Layer[] { new Dropout(0.5), new AlphaDropout(0.5), new GaussianDropout(0.5), new GaussianNoise(1), new ActivityRegularization(1, 1) })
        {
            layer.eval();
            Assert.IsTrue(layer.call(x).equal(x).all().item<bool>(), layer.GetName());
        }
    }

    [TestMethod]
    public void Dropout_KeepsTheMean()
    {
        manual_seed(1);
        var output = new Dropout(0.25).call(ones(100, 100));
        Assert.AreEqual("0, 1.3333334", string.Join(", ", output.flatten().data<float>().ToArray().Distinct().Order()));
        // The share of zeros is binomial: 10,000 draws of deviation 0.0043.
        Assert.AreEqual(0.25, output.eq(0).to(ScalarType.Float32).mean().item<float>(), 0.02);
    }

    [TestMethod]
    public void SpatialDropout_DropsWholeChannels()
    {
        manual_seed(1);
        var output = new SpatialDropout2D(0.5).call(ones(50, 4, 3, 3));
        Assert.IsTrue(output.amax([2, 3]).equal(output.amin([2, 3])).all().item<bool>());
        Assert.AreEqual("0, 2", string.Join(", ", output.flatten().data<float>().ToArray().Distinct().Order()));
    }

    [TestMethod]
    public void Gaussians_HaveTheDeviation()
    {
        manual_seed(1);
        // The deviation of 10,000 values is known to about 0.7 percent.
        Assert.AreEqual(0.5, new GaussianNoise(0.5).call(zeros(100, 100)).std().item<float>(), 0.02);
        var output = new GaussianDropout(0.2).call(ones(100, 100));
        Assert.AreEqual(0.5, output.std().item<float>(), 0.02);
        Assert.AreEqual(1, output.mean().item<float>(), 0.02);
    }

    [TestMethod]
    public void ActivityRegularization_AddsThePenaltyOfARow()
    {
        using var collected = ForwardValues.Collect();
        new ActivityRegularization(0.1, 0.01).call(tensor(new[,] { { 1f, -2 }, { 3, 0 } }));
        CollectionAssert.AreEqual(new[] { 0.3f, 0.07f }, collected.Losses.Select(loss => loss.item<float>()).ToArray());
    }

    [TestMethod]
    public void WrongRates_AreRefused()
    {
        ConfigContract.Error<ConfigException>("Dropout: expected rate from 0 to below 1; received 1. Correct rate.", () => _ = new Dropout(1));
        ConfigContract.Error<ConfigException>("GaussianNoise: expected deviation of 0 or more; received -1. Correct deviation.", () => _ = new GaussianNoise(-1));
    }
}
