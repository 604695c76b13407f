using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class RecurrentTests
{
    private static readonly TensorSpec input = LayerNumbers.Spec(3, 2);

    // Weights and inputs as LayerNumbers.Fill gives them; the numbers come from the formulas, computed step by step in another program.
    [TestMethod]
    public void Lstm_IsTheFormula() => LayerNumbers.AreClose(LayerNumbers.Filled(new Lstm(2), input).call(LayerNumbers.Fill(5, 1, 3, 2)), 0.0465174, 0.0600988);

    [TestMethod]
    public void Gru_IsTheFormula() => LayerNumbers.AreClose(LayerNumbers.Filled(new Gru(2), input).call(LayerNumbers.Fill(5, 1, 3, 2)), 0.0922338, 0.284983);

    [TestMethod]
    public void SimpleRnn_IsTheFormula() => LayerNumbers.AreClose(LayerNumbers.Filled(new SimpleRnn(2), input).call(LayerNumbers.Fill(5, 1, 3, 2)), -0.4950821, -0.2225748);

    [TestMethod]
    public void Backwards_IsForwardsOverTheReversedSequence()
    {
        var x = randn(2, 5, 2);
        var forwards = LayerNumbers.Filled(new Gru(3, returnSequences: true), input);
        var backwards = LayerNumbers.Filled(new Gru(3, returnSequences: true, goBackwards: true), input);
        Assert.IsTrue(backwards.call(x).equal(forwards.call(x.flip(1))).all().item<bool>());
    }

    [TestMethod]
    public void Bidirectional_OutputsOfATime_StandTogether()
    {
        var x = randn(2, 5, 2);
        var layer = LayerNumbers.Filled(new Bidirectional(new SimpleRnn(3, returnSequences: true)), input);
        var single = LayerNumbers.Filled(new SimpleRnn(3, returnSequences: true), input);
        var expected = cat([single.call(x), single.call(x.flip(1)).flip(1)], -1);
        Assert.IsTrue(layer.call(x).equal(expected).all().item<bool>());
        Assert.AreEqual("backward.kernel, backward.recurrentKernel, backward.bias, layer.kernel, layer.recurrentKernel, layer.bias", string.Join(", ", LayerTree.Weights(layer).Select(weight => weight.Path)));
    }

    [TestMethod]
    public void UnitForgetBias_AddsOneToTheSecondBlock()
    {
        var layer = new Lstm(2, biasInitializer: new Constant(0.5));
        layer.EnsureBuilt([-1, 3, 2]);
        LayerNumbers.AreClose(layer.get_parameter("bias")!, 0.5, 0.5, 1.5, 1.5, 0.5, 0.5, 0.5, 0.5);
    }

    [TestMethod]
    public void RecurrentKernel_IsOrthogonal()
    {
        var layer = new SimpleRnn(6);
        layer.EnsureBuilt([-1, 3, 2]);
        var kernel = layer.get_parameter("recurrentKernel")!;
        Assert.IsTrue(kernel.mm(kernel.t()).allclose(eye(6), 1e-5, 1e-5));
    }

    [TestMethod]
    public void Dropout_DropsAFeatureAtAllTimes()
    {
        manual_seed(5);
        var layer = new SimpleRnn(1, new Relu(), useBias: false, kernelInitializer: new Ones(), recurrentInitializer: new Zeros(), dropout: 0.5, returnSequences: true);
        var first = layer.call(ones(40, 3, 1));
        Assert.IsTrue(first[.., 0].equal(first[.., 2]).all().item<bool>());
        Assert.AreEqual("0, 2", string.Join(", ", first.flatten().data<float>().ToArray().Distinct().Order()));
        layer.eval();
        Assert.IsTrue(layer.call(ones(40, 3, 1)).equal(ones(40, 3, 1)).all().item<bool>());
    }

    [TestMethod]
    public void WrongArguments_AreRefused()
    {
        ConfigContract.Error<ConfigException>("SimpleRnn SimpleRnn: expected Tanh or Relu as activation; received Selu { }. Use one of these, or a layer of your own.", () => _ = new SimpleRnn(2, new Selu()));
        ConfigContract.Error<ConfigException>("Bidirectional Bidirectional: expected two layers that differ in goBackwards and agree in returnSequences and returnState; received others. Correct backwardLayer, or leave it out.",
            () => _ = new Bidirectional(new Gru(2), backwardLayer: new Gru(2)));
        ConfigContract.Error<ShapeException>("Gru Gru: expected 1 time step or more; received an input [2, 0, 3]. Leave out empty sequences.", () => new Gru(2).call(ones(2, 0, 3)));
    }
}
