using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class AxisTests
{
    public static IEnumerable<object[]> Layers => new Layer[]
    {
        new LayerNormalization([-2]), new RmsNormalization([-2]), new UnitNormalization([-2]), new SoftmaxLayer(-2), new Normalization(-2, [0], [1]),
    }.Select(layer => new object[] { layer, layer.GetType().Name });

    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void NegativeAxis_ThatIsTheBatch_IsRefusedAtTheBuild(Layer layer, string name)
    {
        var message = $"{name} {name}: expected a dimension behind the batch; received axis -2 of 2 dimensions, which is the batch. Correct the axis, or reshape the input first.";
        ConfigContract.Error<ShapeException>(message, () => layer.EnsureBuilt([-1, 3]));
        ConfigContract.Error<ShapeException>(message, () => layer.InferOutputs(LayerNumbers.Spec(3)));
        ConfigContract.Error<ShapeException>(message, () => layer.call(ones(2, 3)));
        Assert.IsFalse(layer.Built);
        // Of another input it is another dimension.
        CollectionAssert.AreEqual(new long[] { 2, 4, 3 }, layer.call(ones(2, 4, 3)).shape);
        ConfigContract.Error<ShapeException>(message, () => layer.call(ones(2, 3)));
    }

    [TestMethod]
    public void NegativeAxis_OfLayersThatJoin_IsRefused()
    {
        const string rest = "expected a dimension behind the batch; received axis -2 of 2 dimensions, which is the batch. Correct the axis, or reshape the input first.";
        ConfigContract.Error<ShapeException>($"Concatenate Concatenate: {rest}", () => new Concatenate(-2).call([ones(2, 3), ones(2, 3)]));
        ConfigContract.Error<ShapeException>($"Dot Dot: {rest}", () => new Dot([-2]).call([ones(2, 3), ones(2, 3)]));
        ConfigContract.Error<ShapeException>($"Concatenate Concatenate: {rest}", () => new Concatenate(-2).call(GraphTensor.Input([3]), GraphTensor.Input([3])));
    }

    [TestMethod]
    public void Axes_ThatMeet_AreRefused() => ConfigContract.Error<ShapeException>(
        "LayerNormalization LayerNormalization: expected dimensions behind the batch, each once; received [1, -1] of 2 dimensions. Correct the axis, or reshape the input first.",
        () => new LayerNormalization([1, -1]).call(ones(2, 3)));
}
