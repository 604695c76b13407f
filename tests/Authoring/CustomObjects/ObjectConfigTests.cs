using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class ObjectConfigTests
{
    private static readonly CustomObjectRegistry registry = new CustomObjectRegistry()
        .Register<HuberLoss>().Register<Everything>().Register<TwoTowers>().Register<Changing>().RegisterFunction(SampleFunctions.Smooth);

    [TestMethod]
    public void Everything_WrittenAndRead_KeepsEveryKindOfValue()
    {
        var custom = new Everything(true, 255, long.MinValue, ulong.MaxValue, 0.1f, double.NaN, "plain \"text\"", null, Joining.WeightedMean, 7,
            [1, -2], [new Stage("a", [3, 4], float.NegativeInfinity), new Stage("b", [])], new HuberLoss(2), [new Relu(), null], [-1, 8]);
        string[] parts =
        [
            """{"type":"test/everything","version":1,"config":{"flag":true,"small":255,"big":-9223372036854775808,"biggest":18446744073709551615,""",
            """ "single":0.1,"double":"NaN","text":"plain \u0022text\u0022","missing":null,"reduction":"weightedMean","maybe":7,"numbers":[1,-2],""",
            """ "stages":[{"title":"a","widths":[3,4],"rate":"-Infinity"},{"title":"b","widths":[],"rate":null}],""",
            """ "inner":{"type":"test/huber","version":1,"config":{"threshold":2}},"activations":[{"type":"onnxforge/relu","version":1,"config":{}},null],"shape":[-1,8]}}""",
        ];
        var rebuilt = (Everything)ConfigContract.RoundTrip(custom, string.Concat(parts.Select(part => part.TrimStart())), registry);
        Assert.AreEqual(0.1f, rebuilt.Single);
        Assert.AreEqual("plain \"text\"", rebuilt.Text);
        Assert.AreEqual(new HuberLoss(2), rebuilt.Inner);
        Assert.AreEqual(Shape.Create([-1, 8]), rebuilt.Shape);
        Assert.AreEqual(Joining.WeightedMean, rebuilt.Reduction);
    }

    [TestMethod]
    public void SharedModule_WrittenAndRead_IsOneModuleAgain()
    {
        var shared = new Dense(3);
        var json = ObjectConfig.Write(new TwoTowers(shared, shared));
        Assert.AreEqual("""{"sameAs":"object.config.left"}""", json["config"]!["right"]!.ToJsonString());
        var rebuilt = (TwoTowers)ObjectConfig.Read(JsonNode.Parse(json.ToJsonString())!, registry);
        Assert.AreSame(rebuilt.Left, rebuilt.Right);
    }

    [TestMethod]
    public void ChangedArgument_Written_IsRefusedByName() => ConfigContract.Error<ConfigException>(
        "object.config.width: expected a property that keeps its constructor argument, 6; received 12 after rebuilding. Store the argument unchanged in the property of its name.",
        () => ObjectConfig.Write(new Changing(3)));

    [TestMethod]
    public void UnmarkedObject_Written_IsRefused() => ConfigContract.Error<ConfigException>(
        "OnnxForge.Tests.Authoring.Scaling: expected a class marked as custom object; received a class without the mark. Mark it: [CustomObject(\"package/scaling\")].",
        () => ObjectConfig.Write(new Scaling(1, 2)));

    [TestMethod]
    public void UnknownNames_Read_AreListedTogetherWithTheirPlaces()
    {
        var json = ObjectConfig.Write(new TwoTowers(new MyDense(2, Activation.Of(SampleFunctions.Smooth)), new MyDense(2)));
        ConfigContract.Error<ConfigException>(
            "Config: expected custom objects that the registry knows; received unknown ones: \"test/my-dense\" (at object.config.left, object.config.right), "
            + "\"test/two-towers\" (at object), \"test/smooth\" (at object.config.left.config.activation.config.function). Register them before loading:\n"
            + "registry.Register<MyDense>(); // the class marked [CustomObject(\"test/my-dense\")]\n"
            + "registry.Register<TwoTowers>(); // the class marked [CustomObject(\"test/two-towers\")]\n"
            + "registry.RegisterFunction(Smooth); // the static method marked [CustomObject(\"test/smooth\")]",
            () => ObjectConfig.Read(json, new CustomObjectRegistry()));
    }

    [TestMethod]
    public void NewerVersion_Read_IsRefusedByName() => ConfigContract.Error<ConfigException>(
        "Config: expected no newer versions of custom objects than the registered classes; received version 2 of \"test/huber\" (at object; "
        + "OnnxForge.Tests.Authoring.HuberLoss is version 1). Update the packages that hold these classes.",
        () => Read("""{"type":"test/huber","version":2,"config":{"threshold":1}}"""));

    [TestMethod]
    [DataRow("""{"type":"test/huber","version":1,"config":{"treshold":1}}""",
        "object.config: expected the parameters of HuberLoss: threshold; received unknown treshold. Use the class's version that wrote the config, or correct the config.")]
    [DataRow("""{"type":"onnxforge/dense","version":1,"config":{"activation":null}}""",
        "object.config: expected the parameters of Dense: units, activation, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, "
        + "biasConstraint, name; received none named units. Use the class's version that wrote the config, or correct the config.")]
    [DataRow("""{"type":"onnxforge/dense","version":1,"config":{"units":2.5}}""", "object.config.units: expected a whole number of type int; received 2.5. Correct the config.")]
    [DataRow("""{"type":"onnxforge/dense","version":1,"config":{"units":3000000000}}""", "object.config.units: expected a whole number of type int; received 3000000000. Correct the config.")]
    [DataRow("""{"type":"onnxforge/dense","version":1,"config":{"units":null}}""", "object.config.units: expected a int; received null. Correct the config.")]
    [DataRow("""{"type":"onnxforge/dense","version":1,"config":{"units":0}}""",
        "object.config: expected values that the constructor of Dense accepts; received its refusal (Dense: expected units of 1 or more; received 0. "
        + "Give the size of the output's last dimension.). Correct the config.")]
    [DataRow("""{"type":"onnxforge/dense","version":1,"config":{"units":2,"activation":{"type":"onnxforge/zeros","version":1,"config":{}}}}""",
        "object.config.activation: expected a custom object that is a Activation; received a Zeros. Correct the config.")]
    [DataRow("""{"type":"onnxforge/dense","version":1,"config":{"units":2,"useBias":1}}""", "object.config.useBias: expected true or false; received 1. Correct the config.")]
    [DataRow("""{"type":"test/huber","version":1,"config":{"threshold":"1"}}""", "object.config.threshold: expected a number; received \"1\". Correct the config.")]
    [DataRow("""{"type":"test/huber","version":1,"config":{"threshold":1e999}}""", "object.config.threshold: expected a number; received 1e999. Correct the config.")]
    [DataRow("""{"sameAs":"object.config.left"}""", "object: expected the path of a module written before; received {\"sameAs\":\"object.config.left\"}. Correct the config.")]
    [DataRow("[]", "object: expected a custom object {\"type\", \"version\", \"config\"}; received []. Correct the config.")]
    public void WrongConfig_Read_NamesPathAndValue(string json, string message) => ConfigContract.Error<ConfigException>(message, () => Read(json));

    private static object Read(string json) => ObjectConfig.Read(JsonNode.Parse(json)!, registry);

    [CustomObject("test/changing")]
    private sealed record Changing : Loss
    {
        public Changing(int width) => Width = 2 * width;

        public int Width { get; }

        public override Tensor Compute(Tensor target, Tensor prediction) => prediction;
    }
}
