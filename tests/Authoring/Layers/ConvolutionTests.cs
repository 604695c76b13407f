using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class ConvolutionTests
{
    // Kernel [1, 2, 3]; the numbers are sums by hand.
    [TestMethod]
    public void Same_WithStrides_AddsTheOddZeroBehind() =>
        LayerNumbers.AreClose(Counting(new Conv1D(1, [3], strides: [2], padding: PaddingMode.Same), 1, 3).call(LayerNumbers.Count(1, 1, 6)), 14, 26, 17);

    [TestMethod]
    public void Same_OfAnOddLength_AddsOnBothSides() =>
        LayerNumbers.AreClose(Counting(new Conv1D(1, [3], strides: [2], padding: PaddingMode.Same), 1, 3).call(LayerNumbers.Count(1, 1, 5)), 8, 20, 14);

    [TestMethod]
    public void Causal_SeesNothingLater() =>
        LayerNumbers.AreClose(Counting(new Conv1D(1, [3], padding: PaddingMode.Causal, dilationRate: [2]), 1, 3).call(LayerNumbers.Count(1, 1, 6)), 3, 6, 11, 16, 22, 28);

    [TestMethod]
    public void Transposed_OfThree_ReachesSeven() =>
        LayerNumbers.AreClose(Counting(new Conv1DTranspose(1, [3], strides: [2]), 1, 3).call(LayerNumbers.Count(1, 1, 3)), 1, 2, 5, 4, 9, 6, 9);

    [TestMethod]
    public void TransposedSame_DropsTheOddOneBehind() =>
        LayerNumbers.AreClose(Counting(new Conv1DTranspose(1, [3], strides: [2], padding: PaddingMode.Same), 1, 3).call(LayerNumbers.Count(1, 1, 3)), 1, 2, 5, 4, 9, 6);

    [TestMethod]
    public void TransposedSame_IsTheGradientOfTheConvolution()
    {
        var x = randn([2, 3, 8, 6], requires_grad: true);
        var forward = new Conv2D(4, [3, 4], strides: [2], padding: PaddingMode.Same, useBias: false);
        var y = forward.call(x);
        var upstream = randn_like(y);
        (y * upstream).sum().backward();
        var backward = new Conv2DTranspose(3, [3, 4], strides: [2], padding: PaddingMode.Same, useBias: false);
        backward.EnsureBuilt([-1, 4, 4, 3]);
        using (no_grad()) backward.Kernel.copy_(forward.Kernel);
        Assert.IsTrue(backward.call(upstream).allclose(x.grad!, 1e-4, 1e-5));
    }

    [TestMethod]
    public void Depthwise_KeepsChannelsApart()
    {
        var layer = Counting(new DepthwiseConv1D([2], depthMultiplier: 2, useBias: false), 2, 4);
        // Channel 0 is 1, 2, 3 with kernels [1, 2] and [3, 4]; channel 1 is 4, 5, 6 with [5, 6] and [7, 8].
        LayerNumbers.AreClose(layer.call(LayerNumbers.Count(1, 2, 3)), 5, 8, 11, 18, 50, 61, 68, 83);
    }

    [TestMethod]
    public void Separable_IsDepthwiseThenPointwise()
    {
        var layer = LayerNumbers.Filled(new SeparableConv2D(3, [3]), LayerNumbers.Spec(2, 5, 5));
        Assert.AreEqual("depthwise.kernel [2, 1, 3, 3], pointwise.kernel [3, 2, 1, 1], pointwise.bias [3]",
            string.Join(", ", LayerTree.Weights(layer).Select(weight => $"{weight.Path} {Shape.Of(weight.Value)}")));
        var x = randn(2, 2, 5, 5);
        var between = nn.functional.conv2d(x, LayerNumbers.Fill(1, 2, 1, 3, 3), groups: 2);
        var expected = nn.functional.conv2d(between, LayerNumbers.Fill(1, 3, 2, 1, 1), LayerNumbers.Fill(1, 3));
        Assert.IsTrue(layer.call(x).allclose(expected, 1e-4, 1e-6));
    }

    [TestMethod]
    public void Initializers_SeeTheFansOfTheKernel()
    {
        // Uniform up to sqrt(6 / (fan_in + fan_out)), fans times the receptive field of 9.
        AssertLimit(new Conv2D(20, [3]), [-1, 10, 5, 5], Math.Sqrt(6.0 / (9 * 10 + 9 * 20)));
        AssertLimit(new Conv2DTranspose(20, [3]), [-1, 10, 5, 5], Math.Sqrt(6.0 / (9 * 10 + 9 * 20)));
        AssertLimit(new Conv2D(20, [3], groups: 5), [-1, 10, 5, 5], Math.Sqrt(6.0 / (9 * 2 + 9 * 20)));
        AssertLimit(new DepthwiseConv2D([3], depthMultiplier: 8), [-1, 16, 5, 5], Math.Sqrt(6.0 / (9 * 16 + 9 * 8)));
    }

    [TestMethod]
    public void AveragePoolingSame_LeavesAddedZerosOut() =>
        LayerNumbers.AreClose(new AveragePooling1D([3], [2], PaddingMode.Same).call(LayerNumbers.Count(1, 1, 6)), 2, 4, 5.5);

    [TestMethod]
    public void MaxPoolingSame_OfNegativeValues_NeverGivesZero() =>
        LayerNumbers.AreClose(new MaxPooling2D([2], [2], PaddingMode.Same).call(-LayerNumbers.Count(1, 1, 3, 3)), -1, -3, -7, -9);

    [TestMethod]
    public void WindowLargerThanTheInput_IsRefused() => ConfigContract.Error<ShapeException>(
        "Conv1D first: expected 5 or more in dimension 2, what a window covers; received an input [2, 3, 4]. Give a larger input, or use PaddingMode.Same.",
        () => new Conv1D(4, [3], dilationRate: [2], name: "first").call(ones(2, 3, 4)));

    [TestMethod]
    public void WrongArguments_AreRefused()
    {
        ConfigContract.Error<ConfigException>("Conv2D Conv2D: expected padding Valid or Same; received Causal, which is for one dimension. Choose one of these.",
            () => _ = new Conv2D(1, [3], padding: PaddingMode.Causal));
        ConfigContract.Error<ConfigException>("Conv2D Conv2D: expected kernelSize of 2 sizes, each 1 or more; received [3, 3, 3]. Give one for each dimension, or one for all.",
            () => _ = new Conv2D(1, [3, 3, 3]));
        ConfigContract.Error<ConfigException>("Conv1D Conv1D: expected groups that divide filters; received 2 groups and 3 filters. Correct one of them.", () => _ = new Conv1D(3, [3], groups: 2));
        ConfigContract.Error<ConfigException>("Conv1DTranspose Conv1DTranspose: expected padding Valid or Same; received Causal. Choose one of these.",
            () => _ = new Conv1DTranspose(1, [3], padding: PaddingMode.Causal));
        ConfigContract.Error<ConfigException>("MaxPooling1D MaxPooling1D: expected padding Valid or Same; received Causal. Choose one of these.", () => _ = new MaxPooling1D([2], [2], PaddingMode.Causal));
        ConfigContract.Error<ShapeException>("Conv1D Conv1D: expected a number of channels that 2 groups divide; received an input [?, 3, 5]. Correct groups, or the channels before this layer.",
            () => new Conv1D(4, [3], groups: 2).call(ones(1, 3, 5)));
    }

    [TestMethod]
    public void OtherType_IsRefused() => ConfigContract.Error<DataException>(
        "Conv1D Conv1D: expected a Float32 input, as its weights are; received a Float64 one. Convert the input, x.to(ScalarType.Float32), or the layer.",
        () => new Conv1D(4, [3]).call(ones([2, 3, 4], ScalarType.Float64)));

    private static T Counting<T>(T layer, long channels, long length) where T : KernelLayer
    {
        layer.EnsureBuilt([-1, channels, length]);
        using var noGradient = no_grad();
        layer.Kernel.copy_(LayerNumbers.Count(layer.Kernel.shape));
        return layer;
    }

    private static void AssertLimit(KernelLayer layer, Shape input, double limit)
    {
        layer.EnsureBuilt(input);
        var largest = layer.Kernel.abs().max().item<float>();
        Assert.IsTrue(largest <= limit && largest > 0.97 * limit, $"{largest} of {limit}");
    }
}
