using OnnxForge.Authoring;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class LayerTests
{
    [TestMethod]
    public void CustomDense_FirstCall_BuildsItsWeights()
    {
        var layer = new MyDense(3, new Relu());
        Assert.IsFalse(layer.Built);
        using var output = layer.call(ones(2, 4));
        CollectionAssert.AreEqual(new long[] { 2, 3 }, output.shape);
        Assert.AreEqual(Shape.Create([-1, 4]), layer.InputShape);
        Assert.AreEqual("kernel [4, 3], bias [3]", Names(layer));
        Assert.IsTrue(layer.parameters().All(parameter => parameter.requires_grad));
    }

    private sealed class Weighted : Layer<(Tensor Values, Tensor Weights), Tensor>
    {
        private readonly Dense dense = new(1, kernelInitializer: new Ones());

        public override Tensor forward((Tensor Values, Tensor Weights) input) => dense.call(input.Values) * input.Weights;
    }

    [TestMethod]
    public void LayerOfATuple_FirstCall_TakesItsInputs()
    {
        using var output = new Weighted().call((ones(2, 3), full(2, 1, 4)));
        CollectionAssert.AreEqual(new[] { 12f, 12 }, output.data<float>().ToArray());
    }

    [TestMethod]
    public void SubclassedModel_Registered_HasNamesOfItsFields()
    {
        var model = new ResidualRegressor(1);
        Assert.AreEqual("", Names(model));
        using var output = model.call(rand(5, 8));
        Assert.AreEqual("first.kernel [8, 30], first.bias [30], repeated.hidden.0.kernel [30, 30], repeated.hidden.0.bias [30], repeated.hidden.1.kernel [30, 30], repeated.hidden.1.bias [30], "
            + "last.hidden.0.kernel [30, 30], last.hidden.0.bias [30], last.hidden.1.kernel [30, 30], last.hidden.1.bias [30], output.kernel [30, 1], output.bias [1]", Names(model));
        CollectionAssert.AreEqual(model.named_parameters().Select(item => item.name).ToList(), model.state_dict().Keys.ToList());
    }

    [TestMethod]
    public void SharedLayer_InTwoFields_IsRegisteredOnce()
    {
        var shared = new Dense(2);
        var model = new TwoTowers(shared, shared);
        using var output = model.call(ones(1, 3));
        Assert.AreEqual("left.kernel [3, 2], left.bias [2]", Names(model));
        Assert.AreEqual("left.kernel, left.bias", string.Join(", ", model.state_dict().Keys));
        Assert.AreEqual("left.kernel, left.bias", string.Join(", ", LayerTree.Weights(model).Select(weight => weight.Path)));
    }

    [TestMethod]
    public void Collections_OfModules_AreRegisteredByIndexOrKey()
    {
        var model = new Collector();
        using var output = model.call(ones(1, 2));
        Assert.AreEqual("array.0.kernel [2, 2], array.1.kernel [2, 2], list.1.kernel [2, 2], map.deep.kernel [2, 2], late.kernel [2, 2], scale [1]", Sorted(model, "scale"));
        Assert.AreEqual("offset", string.Join(", ", model.named_buffers().Select(item => item.name)));
    }

    [TestMethod]
    public void FieldSetToAnotherLayer_IsFollowed()
    {
        var model = new Collector();
        using (model.call(ones(1, 2))) { }
        model.Late = new Dense(2, useBias: false);
        model.Late.EnsureBuilt([-1, 2]);
        Assert.AreSame(model.Late.Kernel, model.get_parameter("late.kernel"));
    }

    [TestMethod]
    public void PlainModuleInBetween_IsWalkedThrough()
    {
        var dense = new Dense(2, kernelRegularizer: new L1());
        var model = nn.Sequential(("first", nn.Linear(3, 3)), ("second", dense));
        using var output = model.call(ones(1, 3));
        Assert.AreEqual("second.kernel L1 { Factor = 0.01 }, second.bias ", string.Join(", ", LayerTree.Weights(model).Select(weight => $"{weight.Path} {weight.Regularizer}")));
    }

    [TestMethod]
    public void EnsureBuilt_OfAModel_BuildsWhatIsInside()
    {
        var model = new ResidualRegressor(1);
        model.EnsureBuilt([-1, 8]);
        Assert.AreEqual("[8, 30], [30, 1]", string.Join(", ", model.named_parameters().Where(item => item.name is "first.kernel" or "output.kernel").Select(item => Shape.Of(item.parameter))));
        Assert.IsTrue(LayerTree.Layers(model).All(item => item.Layer.Built));
        var words = new Sequential([new Embedding(5, 3), new Bidirectional(new Gru(2)), new Dense(1)]);
        words.EnsureBuilt([-1, 4]);
        Assert.IsTrue(LayerTree.Layers(words).All(item => item.Layer.Built));
        ConfigContract.Error<ShapeException>("Lstm Lstm: expected an input [batch, time, features]; received an input [?, 3]. Give it these dimensions, or reshape it first.",
            () => new Sequential([new Dense(3), new Lstm(2)]).EnsureBuilt([-1, 4]));
    }

    [TestMethod]
    public void FailedBuild_LeavesTheLayerAsItWas()
    {
        var layer = new Dense(2, biasInitializer: new Failing());
        Assert.ThrowsExactly<InvalidOperationException>(() => layer.call(ones(1, 2)));
        Assert.IsFalse(layer.Built);
        Assert.AreEqual("", Names(layer));
        Assert.ThrowsExactly<InvalidOperationException>(() => layer.call(ones(1, 3)));
    }

    [TestMethod]
    public void WeightsMadeInAScope_SurviveIt()
    {
        var layer = new Dense(2);
        using (NewDisposeScope()) layer.call(ones(1, 3));
        using var output = layer.call(ones(1, 3));
        Assert.AreEqual(2, output.shape[1]);
    }

    [TestMethod]
    public void ConvertedLayer_KeepsFieldsAndTablesTogether()
    {
        var layer = new Collector();
        using (layer.call(ones(1, 2))) { }
        layer.to(ScalarType.Float64);
        Assert.AreSame(layer.Scale, layer.get_parameter("scale"));
        Assert.AreSame(layer.Offset, layer.get_buffer("offset"));
        using var output = layer.call(ones(1, 2, ScalarType.Float64));
        Assert.AreEqual(ScalarType.Float64, output.dtype);
    }

    [TestMethod]
    public void LayerMadeInBuild_TakesTheMode()
    {
        var model = new Collector();
        model.eval();
        using (model.call(ones(1, 2))) { }
        Assert.IsFalse(model.Late!.training);
    }

    [TestMethod]
    public void SecondWeightOfAName_IsRefused() => ConfigContract.Error<ConfigException>(
        "Twice.kernel: expected weights of different names; received a second weight named \"kernel\". Rename one of them.", () => new Twice().EnsureBuilt([-1, 2]));

    [TestMethod]
    public void WeightOfUnknownSize_IsRefused() => ConfigContract.Error<ShapeException>(
        "MyDense.kernel: expected a shape whose sizes are all known; received [?, 3]. Give the layer an input whose sizes after the batch are known.",
        () => new MyDense(3).EnsureBuilt([-1, -1]));

    [TestMethod]
    public void AddedValues_AreCollectedByTheInnermostCollection()
    {
        var model = new Penalized();
        using (model.call(ones(1, 2))) { }
        using var outer = ForwardValues.Collect();
        using (model.call(ones(1, 2))) { }
        using (var inner = ForwardValues.Collect())
        {
            model.call(ones(2, 2)).Dispose();
            model.call(ones(3, 2)).Dispose();
            CollectionAssert.AreEqual(new[] { 4f, 6f }, inner.Losses.Select(loss => loss.item<float>()).ToArray());
            CollectionAssert.AreEqual(new[] { "size", "size" }, inner.Metrics.Select(metric => metric.Name).ToArray());
        }
        Assert.HasCount(1, outer.Losses);
    }

    private static string Names(nn.Module module) => string.Join(", ", module.named_parameters().Select(item => $"{item.name} {Shape.Of(item.parameter)}"));

    private static string Sorted(nn.Module module, string last) =>
        string.Join(", ", module.named_parameters().OrderBy(item => item.name == last).Select(item => $"{item.name} {Shape.Of(item.parameter)}"));

    private sealed class Collector : Layer
    {
        private readonly Layer[] array = [new Dense(2, useBias: false), new Dense(2, useBias: false)];
        private readonly IReadOnlyList<Layer> list;
        private readonly Dictionary<string, Layer> map = new() { ["deep"] = new Dense(2, useBias: false) };
        private readonly Tensor _offset = zeros(1);

        public Collector() => list = [array[0], new Dense(2, useBias: false)];

        public Dense? Late { get; set; }

        public Parameter Scale { get; private set; } = new(ones(1));

        public Tensor Offset => _offset;

        public override Tensor forward(Tensor x) => Late!.call(map["deep"].call(list[1].call(array[1].call(array[0].call(x))))) * Scale + _offset;

        protected override void Build(Shape input) => Late = new Dense(2, useBias: false);
    }

    private sealed class Twice : Layer
    {
        public override Tensor forward(Tensor x) => x;

        protected override void Build(Shape input)
        {
            AddWeight("kernel", [1], new Zeros());
            AddWeight("kernel", [1], new Zeros());
        }
    }

    private sealed class Penalized : Layer
    {
        public override Tensor forward(Tensor x)
        {
            AddLoss(x.sum());
            AddMetric("size", x.sum());
            return x + 1;
        }
    }

    private sealed record Failing : Initializer
    {
        public override Tensor Create(long[] shape) => throw new InvalidOperationException("No values.");
    }
}
