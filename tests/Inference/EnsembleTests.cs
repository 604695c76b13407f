using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class EnsembleTests
{
    [TestMethod]
    public void Of_FloatingPoint_IsTheMean()
    {
        using var one = InferenceModel.Load(Scaled(1, 1f));
        using var two = InferenceModel.Load(Scaled(1, 2f));
        using var six = InferenceModel.Load(Scaled(1, 6f));
        var ensemble = Ensemble.Of(one, two, six);
        Assert.AreEqual("(x float32 [n, 2]) -> (y float32 [n, 2])", ensemble.Signature.ToString());
        CollectionAssert.AreEqual(new[] { 3f, 6f, 9f, 12f }, ensemble.Predict([1, 2, 3, 4]));
        CollectionAssert.AreEqual(new[] { float.MaxValue, 0f }, Ensemble.Of(one, one).Predict([float.MaxValue, 0]));
    }

    [TestMethod]
    public void Of_OtherFloatingPoint_IsTheMean()
    {
        using var half = InferenceModel.Load(Identity(OnnxModelBuilder.Float16));
        using var twice = InferenceModel.Load(new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float16, "n").Output("y", OnnxModelBuilder.Float16, "n").Node("Add", ["x", "x"], ["y"]).Build());
        Assert.AreEqual((Half)3, Ensemble.Of(half, twice).Run(Named(("x", TensorData.Create([(Half)2], 1))))["y"].AsSpan<Half>()[0]);
        using var real = InferenceModel.Load(Identity(OnnxModelBuilder.Float64));
        Assert.AreEqual(0.1, Ensemble.Of(real, real).Run(Named(("x", TensorData.Create([0.1], 1))))["y"].AsSpan<double>()[0]);
        using var brain = InferenceModel.Load(Identity(OnnxModelBuilder.BFloat16));
        var given = TensorData.Create([(Microsoft.ML.OnnxRuntime.BFloat16)1.5f], 1);
        Assert.AreEqual(1.5f, (float)Ensemble.Of(brain, brain).Run(Named(("x", given)))["y"].AsSpan<Microsoft.ML.OnnxRuntime.BFloat16>()[0]);
    }

    [TestMethod]
    public void Of_IntegersBooleansAndTexts_IsWhatMostSay()
    {
        InferenceModel[] models = [.. new[] { 1L, 2L, 2L }.Select(add => InferenceModel.Load(Labelled(add)))];
        var outputs = Ensemble.Of(models).Run(Named(("x", TensorData.Create([10L, 0L], 2))));
        CollectionAssert.AreEqual(new[] { 12L, 2L }, outputs["label"].AsSpan<long>().ToArray());
        CollectionAssert.AreEqual(new[] { true, true }, outputs["large"].AsSpan<bool>().ToArray());
        CollectionAssert.AreEqual(new[] { "other", "two" }, outputs["name"].AsSpan<string>().ToArray());

        // Three that say three things: the earliest is believed.
        var tied = Ensemble.Of(models[0], models[1]).Run(Named(("x", TensorData.Create([0L], 1))));
        Assert.AreEqual(1L, tied["label"].AsSpan<long>()[0]);
        Assert.AreEqual("one", tied["name"].AsSpan<string>()[0]);
        Array.ForEach(models, model => model.Dispose());
    }

    [TestMethod]
    public void Of_EveryIntegerType_IsWhatMostSay()
    {
        foreach (var (type, make) in new (int, Func<TensorData>)[]
        {
            (OnnxModelBuilder.UInt8, () => TensorData.Create(new byte[] { 200 }, 1)), (OnnxModelBuilder.Int16, () => TensorData.Create(new short[] { -5 }, 1)),
            (OnnxModelBuilder.Int32, () => TensorData.Create([-7], 1)), (OnnxModelBuilder.UInt64, () => TensorData.Create([ulong.MaxValue], 1)),
        })
        {
            using var model = InferenceModel.Load(Identity(type));
            Assert.IsTrue(make().Bytes.SequenceEqual(Ensemble.Of(model, model).Run(Named(("x", make())))["y"].Bytes));
        }
    }

    [TestMethod]
    public void SideBySide_DifferentModels_GiveAllOutputs()
    {
        using var linear = InferenceModel.Load(Linear);
        using var negate = InferenceModel.Load(new OnnxModelBuilder().Input("x", 1, "rows", 3).Input("shift", 1, "rows", 1).Output("y", 1, "rows", 3).Node("Sub", ["shift", "x"], ["y"]).Build());
        var ensemble = Ensemble.SideBySide(("linear", linear), ("negated", negate));
        Assert.AreEqual("(x float32 [batch, 3], shift float32 [batch, 1]) -> (linear.y float32 [batch, 2], negated.y float32 [batch, 3])", ensemble.Signature.ToString());
        var outputs = ensemble.Run(Named(("x", TensorData.Create([1f, 2f, 3f], 1, 3)), ("shift", TensorData.Create([10f], 1, 1))));
        CollectionAssert.AreEqual(new[] { 24f, 19f }, outputs["linear.y"].AsSpan<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 9f, 8f, 7f }, outputs["negated.y"].AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Pipeline_OfAnEnsemble_Runs()
    {
        using var one = InferenceModel.Load(Scaled(1, 1f));
        using var three = InferenceModel.Load(Scaled(1, 3f));
        using var linear = InferenceModel.Load(Linear);
        var pipeline = Pipeline.Of(linear).Then(Ensemble.Of(one, three), ("y", "x"));
        CollectionAssert.AreEqual(new[] { 48f, 38f }, pipeline.Predict([1, 2, 3]));
        var back = Pipeline.Of(Ensemble.SideBySide(("a", one), ("b", three))).Then(one, ("b.y", "x"));
        Assert.AreEqual("(x float32 [n, 2]) -> (a.y float32 [n, 2], y float32 [n, 2])", back.Signature.ToString());
    }

    [TestMethod]
    public void Of_WrongModels_AreRefused()
    {
        using var linear = InferenceModel.Load(Linear);
        using var pair = InferenceModel.Load(Pair);
        Fails<SignatureMismatchException>(
            () => Ensemble.Of(linear, pair),
            $"Ensemble of {InMemory(Linear)}, {InMemory(Pair)}: expected models of the signature {linear.Signature}; received {pair.Signature} of {InMemory(Pair)}. Export the models with the same inputs and outputs, or use Ensemble.SideBySide.");
        Fails<InferenceException>(() => Ensemble.Of(linear), "Ensemble: expected two models or more; received 1. Give more models, or run the one as it is.");
        Fails<InferenceException>(
            () => Ensemble.SideBySide(("a", linear), ("a", pair)), $"Ensemble of {InMemory(Linear)}, {InMemory(Pair)}: expected a name of its own for each model; received 'a' for 2. Give each model another name.");
        using var scaled = InferenceModel.Load(Scaled(11, 2f));
        Fails<SignatureMismatchException>(
            () => Ensemble.SideBySide(("a", linear), ("b", scaled)),
            $"Ensemble of {InMemory(Linear)}, {InMemory(Scaled(11, 2f))}: expected inputs x float64 [n, 2]; received x float32 [batch, 3]. Give x float64, which x is not; give x 2 in dimension 1, where x has 3.");
    }

    [TestMethod]
    public void Run_OutputsOfDifferentSizes_AreNamed()
    {
        byte[] Where(float level) => new OnnxModelBuilder().Input("x", 1, "n").Output("y", 7, 1, "found").Weight("level", [level], 1)
            .Node("Greater", ["x", "level"], ["above"]).Node("NonZero", ["above"], ["y"]).Build();
        using var low = InferenceModel.Load(Where(0));
        using var high = InferenceModel.Load(Where(5));
        var ensemble = Ensemble.Of(low, high);
        Assert.AreEqual("int64 [1, 1]", ensemble.Run(Named(("x", TensorData.Create([9f, -1f], 2))))["y"].ToString());
        Fails<InferenceException>(
            () => ensemble.Run(Named(("x", TensorData.Create([9f, 1f], 2)))),
            $"Output y of ensemble of {InMemory(Where(0))}, {InMemory(Where(5))}: expected the dims [1, 2] from each model; received [1, 1] from {InMemory(Where(5))}. Give models that agree in the sizes of their outputs.");
    }

    private static byte[] Scaled(int type, float factor) => new OnnxModelBuilder().Input("x", type, "n", 2).Output("y", type, "n", 2)
        .Weight("w", [factor], 1).Node("Cast", ["w"], ["v"], ("to", (long)type)).Node("Mul", ["x", "v"], ["y"]).Build();

    /// <summary>label = x + add, large = label > 1, name = "one" for 1, "two" for 2, else "other".</summary>
    private static byte[] Labelled(long add) => new OnnxModelBuilder().Import("ai.onnx.ml", 2)
        .Input("x", 7, "n").Output("label", 7, "n").Output("large", OnnxModelBuilder.Bool, "n").Output("name", OnnxModelBuilder.Text, "n")
        .Weight("add", [add], 1).Weight("one", [1L], 1).Node("Add", ["x", "add"], ["label"]).Node("Greater", ["label", "one"], ["large"])
        .NodeOf("ai.onnx.ml", "LabelEncoder", ["label"], ["name"], ("keys_int64s", new[] { 1L, 2L }), ("values_strings", new[] { "one", "two" }), ("default_string", "other")).Build();
}
