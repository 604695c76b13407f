using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class LossTests
{
    private static readonly Tensor target = tensor(new[,] { { 1f }, { 2f }, { 3f } });
    private static readonly Tensor prediction = tensor(new[,] { { 1f }, { 4f }, { 0f } });

    [TestMethod]
    public void Losses_OfThreeSamples_AreTheMean()
    {
        Assert.AreEqual(13 / 3f, new MeanSquaredError().Call(target, prediction).item<float>(), 1e-6f);
        Assert.AreEqual(5 / 3f, new MeanAbsoluteError().Call(target, prediction).item<float>(), 1e-6f);
        Assert.AreEqual(4 / 3f, new HuberLoss().Call(target, prediction).item<float>(), 1e-6f);
        Assert.AreEqual(2f, new HuberLoss(2).Call(target, prediction).item<float>(), 1e-6f);
    }

    [TestMethod]
    [DataRow(new long[] { 3 })]
    [DataRow(new long[] { 3, 1 })]
    public void SampleWeights_MultiplyEachSample(long[] shape) =>
        Assert.AreEqual((0 + 0.5f * 4 + 2 * 9) / 3, new MeanSquaredError().Call(target, prediction, tensor(new[] { 7f, 0.5f, 2f }).reshape(shape)).item<float>(), 1e-6f);

    [TestMethod]
    public void Names_AreTheClassesInSnakeCase()
    {
        Assert.AreEqual("huber", new HuberLoss().Name);
        Assert.AreEqual("mean_squared_error", new MeanSquaredError().Name);
    }

    [TestMethod]
    public void TargetOfAnotherShape_IsRefusedInsteadOfBroadcast() => ConfigContract.Error<ShapeException>(
        "mean_squared_error: expected a target of the prediction's shape [3, 1]; received a target of shape [3]. "
        + "Give the targets the shape of the model's output, for one output a sample [batch, 1]: target.reshape(-1, 1).",
        () => new MeanSquaredError().Call(target.reshape(-1), prediction));

    [TestMethod]
    public void WeightsNotOneASample_AreRefused() => ConfigContract.Error<ShapeException>(
        "mean_squared_error: expected one sample weight for each of 3 samples, shape [3] or [3, 1]; received weights of shape [2]. Give one weight a sample.",
        () => new MeanSquaredError().Call(target, prediction, ones(2)));
}
