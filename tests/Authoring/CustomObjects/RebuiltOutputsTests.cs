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
