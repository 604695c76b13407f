using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class MergingTests
{
    private static readonly Tensor first = tensor(new[,] { { 1f, 2 } }), second = tensor(new[,] { { 4f, -1 } });

    [TestMethod]
    public void Merges_OfTwo_AreTheirFormulas()
    {
        Tensor[] both = [first, second];
        LayerNumbers.AreClose(new Add().call(both), 5, 1);
        LayerNumbers.AreClose(new Subtract().call(both), -3, 3);
        LayerNumbers.AreClose(new Multiply().call(both), 4, -2);
        LayerNumbers.AreClose(new Average().call(both), 2.5, 0.5);
        LayerNumbers.AreClose(new Maximum().call(both), 4, 2);
        LayerNumbers.AreClose(new Minimum().call(both), 1, -1);
        LayerNumbers.AreClose(new Dot().call(both), 2);
        LayerNumbers.AreClose(new Dot(normalize: true).call(both), 2 / Math.Sqrt(5 * 17));
    }

    [TestMethod]
    public void Dot_OfMatrices_SumsOverTheAxes()
    {
        var (a, b) = (randn(3, 4, 5), randn(3, 5, 2));
        Assert.IsTrue(new Dot([2, 1]).call([a, b]).allclose(a.bmm(b), 1e-4, 1e-5));
        Assert.IsTrue(new Dot([1, 2]).call([a, b.transpose(1, 2).reshape(3, 2, 5)[.., .., ..4]]).allclose(a.transpose(1, 2).bmm(b.transpose(1, 2).reshape(3, 2, 5)[.., .., ..4].transpose(1, 2)), 1e-4, 1e-5));
    }

    [TestMethod]
    public void Merges_OfTheWrongNumber_AreRefused()
    {
        ConfigContract.Error<ShapeException>("Add Add: expected 2 inputs or more; received 1. Give it the tensors to join.", () => new Add().call([first]));
        ConfigContract.Error<ShapeException>("Subtract Subtract: expected 2 inputs; received 3. Give it the tensors to join.", () => new Subtract().call([first, first, first]));
    }

    [TestMethod]
    public void Lambda_WithoutAName_IsRefusedAtSave()
    {
        var layer = new Lambda(x => x.exp());
        LayerNumbers.AreClose(layer.call(tensor(new[] { -1f, 0, 1 })), Math.Exp(-1), 1, Math.E);
        ConfigContract.Error<ConfigException>("object.config.function: expected a function with a name; received a function without one. "
            + "Make it a static method marked [CustomObject(\"package/function\")], and register it before loading: registry.RegisterFunction(method).", () => ObjectConfig.Write(layer));
    }

    [TestMethod]
    public void ReluLayer_HasLimitSlopeAndThreshold() =>
        LayerNumbers.AreClose(new ReluLayer(2, 0.1, 0.5).call(tensor(new[] { -1f, 0, 0.4f, 0.5f, 1, 3 })), -0.15, -0.05, -0.01, 0.5, 1, 2);

    [TestMethod]
    public void UnknownFeatures_AreRefusedAtTheBuild() => ConfigContract.Error<ShapeException>(
        "Dense Dense: expected an input [batch, ..., features] whose features are known and 1 or more; received an input [?, ?]. Build it for an input whose sizes are known.",
        () => new Dense(2).EnsureBuilt([-1, -1]));
}
