using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class UpgradeTests
{
    private static readonly CustomObjectRegistry registry = new CustomObjectRegistry().Register<Scaled3>().Register<Gapped>().Register<Failing>().Register<Stepless>();

    [TestMethod]
    [DataRow("""{"type":"test/scaled","version":1,"config":{"factor":2}}""")]
    [DataRow("""{"type":"test/scaled","version":2,"config":{"scale":2}}""")]
    [DataRow("""{"type":"test/scaled","version":3,"config":{"scale":2,"offset":-1}}""")]
    public void OlderVersion_Read_GoesThroughEachStep(string json)
    {
        var given = JsonNode.Parse(json)!;
        Assert.AreEqual(new Scaled3(2, -1), ObjectConfig.Read(given, registry));
        Assert.AreEqual(json, given.ToJsonString());
    }

    [TestMethod]
    public void OlderObjectInABundle_Loaded_IsUpgradedInModelAndCompile()
    {
        using var folder = new Folder();
        var model = new Sequential([new Dense(1)], input: [2]);
        model.Compile(new Scaled3(4, -1), "sgd");
        var description = BundleWriter.Describe(model, new BundleOptions());
        var loss = (JsonObject)description["compile"]![""]!["loss"]!;
        (loss["version"], loss["config"]) = (1, new JsonObject { ["factor"] = 4 });
        AtomicFile.Write(folder["m"], stream => BundleWriter.Write(stream, BundleWriter.Parts(description, BundleWeights.Of(model))));
        var loaded = ModelBundle.Load(folder["m"], registry).Model;
        Assert.AreEqual("""{"type":"test/scaled","version":3,"config":{"scale":4,"offset":-1}}""", BundleWriter.Describe(loaded, new BundleOptions())["compile"]![""]!["loss"]!.ToJsonString());
    }

    [TestMethod]
    public void OlderVersionsWithoutStep_Read_AreListedWithTheLinesToAdd() => ConfigContract.Error<ConfigException>(
        "Config: expected older versions of custom objects with a way to the registered classes; received version 1 of \"test/gapped\" (at [0]; OnnxForge.Tests.Authoring.UpgradeTests.Gapped is version 3), "
        + "version 1 of \"test/stepless\" (at [1]; OnnxForge.Tests.Authoring.UpgradeTests.Stepless is version 2). Add the steps that bring a config to the next version:\n"
        + "[UpgradeFrom(2)] static void Upgrade2(JsonObject config) // in OnnxForge.Tests.Authoring.UpgradeTests.Gapped\n"
        + "[UpgradeFrom(1)] static void Upgrade1(JsonObject config) // in OnnxForge.Tests.Authoring.UpgradeTests.Stepless",
        () => UnknownObjects.Refuse(JsonNode.Parse("""[{"type":"test/gapped","version":1,"config":{}},{"type":"test/stepless","version":1,"config":{}}]""")!, registry, "Config", ""));

    [TestMethod]
    public void FailingStep_Read_SaysWhere() => ConfigContract.Error<ConfigException>(
        "object.config: expected a config of version 1 that its upgrade takes; received its refusal (no such thing). Correct the config or the upgrade.",
        () => ObjectConfig.Read(JsonNode.Parse("""{"type":"test/failing","version":1,"config":{}}""")!, registry));

    [TestMethod]
    [DataRow("0")]
    [DataRow("1.5")]
    [DataRow("1e10")]
    public void NoVersion_Read_IsRefused(string version) => ConfigContract.Error<ConfigException>(
        $"object.version: expected a whole number of 1 or more; received {version}. Correct the config.",
        () => ObjectConfig.Read(JsonNode.Parse($$$"""{"type":"test/scaled","version":{{{version}}},"config":{}}""")!, registry));

    [TestMethod]
    [DataRow(typeof(WrongSignature), "WrongSignature.Upgrade: expected static void (JsonObject); received static JsonObject (JsonObject). Give the upgrade this signature.")]
    [DataRow(typeof(WrongVersion), "WrongVersion.Upgrade: expected an upgrade from a version below 1, the class's; received one from 1. Correct the version in [UpgradeFrom], or raise the class's in [CustomObject].")]
    [DataRow(typeof(Doubled), "Doubled.Second: expected one upgrade from version 1; received a second one. Make them one method.")]
    public void UnfitStep_Registered_IsRefused(Type type, string message) =>
        ConfigContract.Error<ConfigException>($"OnnxForge.Tests.Authoring.UpgradeTests.{message}", () => new CustomObjectRegistry().Register(type));

    internal abstract record Same : Loss
    {
        public override Tensor Compute(Tensor target, Tensor prediction) => (prediction - target).square();
    }

    [CustomObject("test/scaled", 3)]
    internal sealed record Scaled3(double Scale, double Offset) : Same
    {
        [UpgradeFrom(1)]
        internal static void Rename(JsonObject config)
        {
            config["scale"] = config["factor"]!.DeepClone();
            config.Remove("factor");
        }

        [UpgradeFrom(2)]
        internal static void AddOffset(JsonObject config) => config["offset"] = -1;
    }

    [CustomObject("test/gapped", 3)]
    internal sealed record Gapped : Same
    {
        [UpgradeFrom(1)]
        internal static void Upgrade(JsonObject config) => config.Clear();
    }

    [CustomObject("test/stepless", 2)]
    internal sealed record Stepless : Same;

    [CustomObject("test/failing", 2)]
    internal sealed record Failing : Same
    {
        [UpgradeFrom(1)]
        internal static void Upgrade(JsonObject config) => throw new InvalidOperationException("no such thing");
    }

    [CustomObject("test/wrong-signature", 2)]
    internal sealed record WrongSignature : Same
    {
        [UpgradeFrom(1)]
        internal static JsonObject Upgrade(JsonObject config) => config;
    }

    [CustomObject("test/wrong-version")]
    internal sealed record WrongVersion : Same
    {
        [UpgradeFrom(1)]
        internal static void Upgrade(JsonObject config) => config.Clear();
    }

    [CustomObject("test/doubled", 2)]
    internal sealed record Doubled : Same
    {
        [UpgradeFrom(1)]
        internal static void First(JsonObject config) => config.Clear();

        [UpgradeFrom(1)]
        internal static void Second(JsonObject config) => config.Clear();
    }
}
