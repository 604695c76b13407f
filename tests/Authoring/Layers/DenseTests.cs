using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class DenseTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Forward_OfAnyRank_IsTheAffineMap(bool useBias)
    {
        var layer = new Dense(2, new Relu(), useBias, new Constant(0.5), new Constant(-2));
        CollectionAssert.AreEqual(useBias ? [1f, 1f, 0f, 0f] : new[] { 3f, 3f, 1.5f, 1.5f }, layer.call(tensor(new[,] { { 1f, 2, 3 }, { 1, 1, 1 } })).data<float>().ToArray());
        CollectionAssert.AreEqual(useBias ? [1f, 1f] : new[] { 3f, 3f }, layer.call(tensor(new[,,] { { { 1f, 2, 3 } } })).data<float>().ToArray());
        Assert.AreEqual(useBias, layer.Bias is not null);
    }

    [TestMethod]
    public void Forward_NotBuilt_SaysToCall() => ConfigContract.Error<AuthoringException>(
        "Dense hidden: expected a layer that is built; received one that has seen no input. Use call(x), which builds, instead of forward(x); or build it first with EnsureBuilt([-1, features]).",
        () => new Dense(2, name: "hidden").forward(ones(1, 2)));

    [TestMethod]
    public void Call_OfOtherFeatures_NamesBothSizes()
    {
        var layer = new Dense(2);
        layer.EnsureBuilt([-1, 3]);
        ConfigContract.Error<ShapeException>("Dense Dense: expected an input [batch, ..., 3], as it was built for; received an input [5, 4]. "
            + "Give it the features of the first input, or make a new layer.", () => layer.call(ones(5, 4)));
        ConfigContract.Error<DataException>("Dense Dense: expected a Float32 input, as its weights are; received a Float64 one. "
            + "Convert the input, x.to(ScalarType.Float32), or the layer.", () => layer.call(ones([2, 5, 3], ScalarType.Float64)));
    }

    [TestMethod]
    public void Build_OfAScalarInput_IsRefused() => ConfigContract.Error<ShapeException>(
        "Dense Dense: expected an input [batch, ..., features]; received an input []. Give it these dimensions, or reshape it first.",
        () => new Dense(2).call(tensor(1f)));

    [TestMethod]
    public void Weights_CarryTheirRegularizersAndConstraints()
    {
        var layer = new Dense(2, kernelRegularizer: new L1(), biasRegularizer: new L2(), kernelConstraint: new NonNegative(), biasConstraint: new MaxNorm());
        layer.EnsureBuilt([-1, 3]);
        var weights = LayerTree.Weights(layer).ToList();
        Assert.AreEqual("kernel, bias", string.Join(", ", weights.Select(weight => weight.Path)));
        Assert.AreSame(layer.Kernel, weights[0].Value);
        Assert.AreEqual((new L1(), new NonNegative()), ((L1)weights[0].Regularizer!, (NonNegative)weights[0].Constraint!));
        Assert.AreEqual((new L2(), new MaxNorm()), ((L2)weights[1].Regularizer!, (MaxNorm)weights[1].Constraint!));
    }

    [TestMethod]
    public void SameSeed_GivesTheSameWeights()
    {
        manual_seed(5);
        var first = new Dense(4);
        first.EnsureBuilt([-1, 3]);
        manual_seed(5);
        var second = new Dense(4);
        second.EnsureBuilt([-1, 3]);
        CollectionAssert.AreEqual(first.Kernel.data<float>().ToArray(), second.Kernel.data<float>().ToArray());
    }
}
