using OnnxForge.Authoring;
using TorchSharp;
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
        ConfigContract.Error<ConfigException>("object, inner: expected a layer that gives the same outputs after rebuilding from its config; received others; Slope differs. "
            + "Make what was lost a constructor parameter with a public property of its name.", () => ObjectConfig.Write(around));
    }

    [TestMethod]
    public void WeightsOfAnotherShape_AfterRebuilding_AreRefused()
    {
        var layer = new Sloped(2) { Rows = 3 };
        layer.call(ones(1, 2));
        ConfigContract.Error<ConfigException>("object, weight: expected float32 [3, 2], as the layer has it, after rebuilding; received float32 [1, 2]. Keep what the weights depend on in constructor parameters.",
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
        Assert.AreEqual("model: compared by its config alone, as it refuses made-up inputs (No numbers like these.)", Report(layer));
    }

    [TestMethod]
    public void LargeLayerAndInput_AreComparedWithoutACopyOfTheWeights()
    {
        using var large = new Sloped(3 << 20);
        large.EnsureBuilt([-1, 3 << 20]);
        Assert.AreEqual("", Report(large));
        large.Slope = 2;
        StringAssert.Contains(Assert.ThrowsExactly<ConfigException>(() => ObjectConfig.Write(large)).Message, "received others; Slope differs.");

        using var deep = new Around(new Dense(2048, useBias: false));
        deep.EnsureBuilt([-1, 8192]);
        var memory = PeakMemory.Start();
        Assert.AreEqual("", Report(deep));
        Assert.IsLessThan(0.25 * 4 * 2048 * 8192, memory.Growth);
    }

    [TestMethod]
    public void WeightsThatAreShared_StayTheModels()
    {
        using var layer = new Around(new Dense(3));
        layer.EnsureBuilt([-1, 2]);
        var weight = layer.parameters().First();
        var before = weight.detach().clone();
        _ = ObjectConfig.Write(layer);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.IsTrue(weight.eq(before).all().item<bool>());
        Assert.IsTrue(weight.requires_grad);
    }

    /// <summary>A layer with a state of its own is compared from that state on.</summary>
    [TestMethod]
    public void LayerThatCounts_IsComparedAndKeepsItsCount()
    {
        using var layer = new Stepping();
        layer.call(ones(1, 2)).Dispose();
        Assert.AreEqual("", Report(layer));
        Assert.AreEqual((1f, 1f), (layer.steps.item<float>(), layer.unsaved.item<float>()));
        layer.Slope = 2;
        StringAssert.Contains(Assert.ThrowsExactly<ConfigException>(() => ObjectConfig.Write(layer)).Message, "received others; Slope differs.");
        Assert.AreEqual(1f, layer.steps.item<float>());
    }

    [TestMethod]
    public void LayersThatCannotBeCompared_AreNamedWithTheReason()
    {
        var model = new Sequential([new Dense(2), new Noisy(), new Unlayered(), new Sloped(2)], input: [2]);
        Noisy.Calls = 0;
        Assert.AreEqual("layers.1: compared by its config alone, as its outputs differ from call to call\n"
            + "layers.2: compared by its config alone, as it is no Layer, so that nobody knows its inputs", Report(model));
        // What stands in a layer that is compared is compared with it.
        Assert.AreEqual("", Report(Built(new AroundPlain(new Unlayered()))));
        Assert.AreEqual("model: compared by its config alone, as it was neither called nor built", Report(new Sloped(2)));
    }

    [TestMethod]
    public void LayerMadeAfterTheConstructor_IsRefused()
    {
        var model = new Growing();
        model.call(ones(1, 2)).Dispose();
        ConfigContract.Error<ConfigException>("object, added: expected a Dense there after rebuilding; received none. Make modules in the constructor or in Build, from constructor parameters.",
            () => ObjectConfig.Write(model));
    }

    [TestMethod]
    public void LayerThatCannotBeBuiltAgain_IsRefusedWithItsReason()
    {
        var layer = Built(new Choosy { Groups = 2 });
        ConfigContract.Error<ConfigException>("object: expected a layer that is built for [?, 2] after rebuilding, as this one was; received its refusal (No groups). "
            + "Keep what the weights depend on in constructor parameters.", () => ObjectConfig.Write(layer));
    }

    [TestMethod]
    public void ConvertedLayer_IsCompared()
    {
        var layer = Built(new Sloped(2));
        layer.to(ScalarType.BFloat16);
        Assert.AreEqual("", Report(layer));
        layer.Slope = 2;
        StringAssert.Contains(Assert.ThrowsExactly<ConfigException>(() => ObjectConfig.Write(layer)).Message, "received others; Slope differs.");
    }

    private static T Built<T>(T layer) where T : Layer
    {
        layer.EnsureBuilt([-1, 2]);
        return layer;
    }

    private static string Report(nn.Module model)
    {
        var uncompared = new List<UncomparedLayer>();
        _ = BundleWriter.Describe(model, new BundleOptions(), uncompared);
        return new SaveReport(uncompared).ToString();
    }

    [CustomObject("test/noisy")]
    internal sealed class Noisy : Layer
    {
        public static int Calls { get; set; }

        public override Tensor forward(Tensor x) => x + ++Calls;
    }

    [CustomObject("test/unlayered")]
    internal sealed class Unlayered() : nn.Module<Tensor, Tensor>("Unlayered")
    {
        public override Tensor forward(Tensor x) => x * 2;
    }

    [CustomObject("test/around-plain")]
    internal sealed class AroundPlain(nn.Module<Tensor, Tensor> inner) : Layer
    {
        public nn.Module<Tensor, Tensor> Inner { get; } = inner;

        public override Tensor forward(Tensor x) => Inner.call(x);
    }

    [CustomObject("test/choosy")]
    internal sealed class Choosy : Layer
    {
        public int Groups { get; set; }

        public override Tensor forward(Tensor x) => x;

        protected override void Build(Shape input)
        {
            if (Groups == 0) throw new NotSupportedException("No groups.");
        }
    }

    [CustomObject("test/growing")]
    internal sealed class Growing : Layer
    {
        private Layer? added;

        public override Tensor forward(Tensor x) => (added ??= new Dense(2)).call(x);
    }

    [CustomObject("test/stepping")]
    internal sealed class Stepping : Layer
    {
        internal readonly Tensor steps = zeros(1);
        internal Tensor unsaved = null!;

        public double Slope { get; set; } = 1;

        public override Tensor forward(Tensor x) => x * steps.add_(1) * Slope + unsaved.add_(1) * 0;

        protected override void Build(Shape input) => unsaved = AddBuffer("unsaved", zeros(1), persistent: false);
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
