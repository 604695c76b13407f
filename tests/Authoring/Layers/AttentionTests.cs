using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class AttentionTests
{
    // Kernels, query and value as LayerNumbers.Fill gives them, two heads of size 2; the numbers come from the formula, computed in another program.
    [TestMethod]
    public void Attention_IsTheFormula() => LayerNumbers.AreClose(Filled().call(LayerNumbers.Fill(5, 1, 2, 4), LayerNumbers.Fill(3, 1, 3, 4)),
        -0.0133654, 0.0085034, -0.032885, -0.0122273, 0.0019739, 0.0113462, -0.0426329, 0.011053);

    [TestMethod]
    public void Mask_HidesKeys()
    {
        var mask = tensor(new[,] { { true, false, false }, { true, true, false } }).unsqueeze(0);
        LayerNumbers.AreClose(Filled().call(LayerNumbers.Fill(5, 1, 2, 4), LayerNumbers.Fill(3, 1, 3, 4), mask: mask),
            -0.024, 0.018, -0.045, -0.066, 0.008782, 0.0121384, -0.0659344, 0.0405569);
    }

    [TestMethod]
    public void CausalMask_WithAndWithoutAnother_SeesNothingLater()
    {
        var layer = Filled(causal: true);
        var x = randn(2, 5, 4);
        var changed = x.clone();
        changed[TensorIndex.Colon, 3..] = 9;
        Tensor[] masked = [x, x, x, ones([2, 5, 5], ScalarType.Bool)];
        Assert.IsTrue(layer.call([x])[.., ..3].equal(layer.call([changed])[.., ..3]).all().item<bool>());
        Assert.IsTrue(layer.call([x]).allclose(layer.call(masked), 1e-4, 1e-5));
    }

    [TestMethod]
    public void QueryThatMayLookNowhere_GivesTheOutputsBias()
    {
        var layer = new MultiHeadAttention(2, 2, biasInitializer: new Constant(0.5));
        LayerNumbers.AreClose(layer.call(randn(1, 1, 3), randn(1, 2, 3), mask: zeros([1, 1, 2], ScalarType.Bool)), 0.5, 0.5, 0.5);
    }

    private static MultiHeadAttention Filled(bool causal = false) =>
        LayerNumbers.Filled(new MultiHeadAttention(2, 2, useBias: false, useCausalMask: causal), LayerNumbers.Spec(2, 4), LayerNumbers.Spec(3, 4));
}
