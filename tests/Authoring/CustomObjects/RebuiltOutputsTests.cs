using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class RebuiltOutputsTests
{
    [TestMethod]
    public void LostState_Saved_IsNamedWithItsLayer()
    {
        using var folder = new Folder();
        var inner = new Sloped(2) { Slope = 3 };
        var model = new Sequential([new Dense(2), inner, new Around(new Sloped(2))], input: [2]);
        ConfigContract.Error<ConfigException>("model, layers.1: expected a layer that gives the same outputs after rebuilding from its config; received others; Slope differs. "
            + "Make what was lost a constructor parameter with a public property of its name.", () => ModelBundle.Save(folder["m"], model));
        Assert.AreEqual("", folder.Names);
        inner.Slope = 1;
        ModelBundle.Save(folder["m"], model);
    }

    [TestMethod]
    public void LostState_InALayerWithin_NamesTheInnermost()
    {
        var around = new Around(new Sloped(2) { Slope = 5 });
        around.call(ones(1, 2));
        ConfigContract.Error<ConfigException>("object.inner: expected a layer that gives the same outputs after rebuilding from its config; received others; Slope differs. "
            + "Make what was lost a constructor parameter with a public property of its name.", () => ObjectConfig.Write(around));
    }

    [TestMethod]
    public void WeightsOfAnotherShape_AfterRebuilding_AreRefused()
    {
        var layer = new Sloped(2) { Rows = 3 };
        layer.call(ones(1, 2));
        ConfigContract.Error<ConfigException>("object.weight: expected [3, 2], as the layer has it, after rebuilding; received [1, 2]. Keep what the weights depend on in constructor parameters.",
            () => ObjectConfig.Write(layer));
    }

    [TestMethod]
    public void Trial_LeavesModeBuffersAndRandomNumbersAlone()
    {
        var layer = new Counting();
        layer.call(ones(1, 2));
        layer.train();
        var frozen = layer.dropout;
        frozen.eval();
        manual_seed(4);
        var expected = rand(2).data<float>().ToArray();
        manual_seed(4);
        _ = ObjectConfig.Write(layer);
        Assert.AreEqual((true, false, 1f), (layer.training, frozen.training, layer.calls.item<float>()));
        CollectionAssert.AreEqual(expected, rand(2).data<float>().ToArray());
    }

    [TestMethod]
    public void LayersOfIndicesAndMarks_AreTriedWithWhatTheyTook()
    {
        var (words, numbers) = (new Words(5), new Dense(3));
        using var model = new Sequential([words, numbers]);
        model.call(tensor(new long[,] { { 1, 4 }, { 0, 2 } }));
        _ = ObjectConfig.Write(model);
        words.Offset = 1;
        ConfigContract.Error<ConfigException>("object, layers.0: expected a layer that gives the same outputs after rebuilding from its config; received others; Offset differs. "
            + "Make what was lost a constructor parameter with a public property of its name.", () => ObjectConfig.Write(model));

        var marked = new Marked();
        marked.call((tensor(new long[,] { { 1, 1 } }), tensor(new bool[,] { { true, false } }), ones(1, 2)));
        _ = ObjectConfig.Write(marked);
        marked.Fill = 7;
        ConfigContract.Error<ConfigException>("object: expected a layer that gives the same outputs after rebuilding from its config; received others; Fill differs. "
            + "Make what was lost a constructor parameter with a public property of its name.", () => ObjectConfig.Write(marked));
    }

    // A product of whole numbers and weights would end the process.
    [TestMethod]
    public void LayerThatRefusesTheTrial_ThatWasNeverCalled_IsComparedByItsConfig()
    {
        var layer = new Refusing();
        layer.EnsureBuilt([-1, 2]);
        _ = ObjectConfig.Write(layer);
    }

    [CustomObject("test/refusing")]
    internal sealed class Refusing : Layer
    {
        private TorchSharp.Modules.Parameter weight = null!;

        public override Tensor forward(Tensor x) => x.is_floating_point() ? throw new NotSupportedException("No numbers like these.") : x.matmul(weight);

        protected override void Build(Shape input) => weight = AddWeight("weight", [2, 2], new Ones());
    }

    [CustomObject("test/words")]
    internal sealed class Words(int count) : Layer
    {
        private TorchSharp.Modules.Parameter table = null!;

        public int Count { get; } = count;

        public int Offset { get; set; }

        public override Tensor forward(Tensor x) => table.index_select(0, (x + Offset).reshape(-1)).reshape(x.shape[0], x.shape[1], 3);

        protected override void Build(Shape input) => table = AddWeight("table", [Count, 3], new RandomUniform());
    }

    [CustomObject("test/marked")]
    internal sealed class Marked : Layer<(Tensor, Tensor, Tensor), Tensor>
    {
        public double Fill { get; set; } = 1;

        public override Tensor forward((Tensor, Tensor, Tensor) x) => x.Item3.masked_fill(x.Item2.logical_not(), Fill).gather(1, x.Item1);
    }

    [CustomObject("test/sloped")]
    internal sealed class Sloped(int units) : Layer
    {
        private TorchSharp.Modules.Parameter weight = null!;

        public int Units { get; } = units;

        public double Slope { get; set; } = 1;

        public int Rows { get; set; } = 1;

        public override Tensor forward(Tensor x) => x * weight.select(0, 0) * Slope;

        protected override void Build(Shape input) => weight = AddWeight("weight", [Rows, Units], new Ones());
    }

    [CustomObject("test/around")]
    internal sealed class Around(Layer inner) : Layer
    {
        public Layer Inner { get; } = inner;

        public override Tensor forward(Tensor x) => Inner.call(x) + 1;
    }

    [CustomObject("test/counting")]
    internal sealed class Counting : Layer
    {
        internal readonly TorchSharp.Modules.Dropout dropout = nn.Dropout(0.5);
        internal readonly Tensor calls = zeros(1);

        public override Tensor forward(Tensor x)
        {
            calls.add_(1);
            return dropout.call(x) + rand_like(x);
        }
    }
}
