using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class CustomObjectRegistryTests
{
    [TestMethod]
    public void Duplicate_Registered_NamesBothTypes() => ConfigContract.Error<ConfigException>(
        "Register: expected one class named \"test/huber\"; received two, OnnxForge.Tests.Authoring.HuberLoss and "
        + "OnnxForge.Tests.Authoring.CustomObjectRegistryTests.OtherHuber. Rename one of them in its [CustomObject].",
        () => new CustomObjectRegistry().Register<HuberLoss>().Register<OtherHuber>());

    [TestMethod]
    public void SameType_RegisteredTwice_ChangesNothing()
    {
        var registry = new CustomObjectRegistry().Register<HuberLoss>().Register<HuberLoss>();
        Assert.AreEqual(new HuberLoss(3), ObjectConfig.Read(ObjectConfig.Write(new HuberLoss(3)), registry));
    }

    [TestMethod]
    public void BuiltInName_Taken_IsRefused() => ConfigContract.Error<ConfigException>(
        "Register: expected one class named \"onnxforge/dense\"; received two, OnnxForge.Authoring.Dense and "
        + "OnnxForge.Tests.Authoring.CustomObjectRegistryTests.FakeDense. Rename one of them in its [CustomObject].",
        () => new CustomObjectRegistry().Register<FakeDense>());

    [TestMethod]
    public void Registries_AreSeparate()
    {
        _ = new CustomObjectRegistry().Register<HuberLoss>();
        Assert.ThrowsExactly<ConfigException>(() => ObjectConfig.Read(ObjectConfig.Write(new HuberLoss()), new CustomObjectRegistry()));
    }

    [TestMethod]
    [DataRow(typeof(Scaling), "OnnxForge.Tests.Authoring.Scaling: expected a class marked as custom object; received a class without the mark. Mark it: [CustomObject(\"package/scaling\")].")]
    [DataRow(typeof(Nameless), "OnnxForge.Tests.Authoring.CustomObjectRegistryTests.Nameless: expected a name \"package/name\" of lower-case letters, digits, '-', '_' and '.'; "
        + "received \"Nameless\". Rename it.")]
    [DataRow(typeof(Abstract), "OnnxForge.Tests.Authoring.CustomObjectRegistryTests.Abstract: expected a concrete class; received an abstract one. Mark the classes that are created instead.")]
    [DataRow(typeof(Versionless), "OnnxForge.Tests.Authoring.CustomObjectRegistryTests.Versionless: expected a version of 1 or more; received version 0. Correct the version in [CustomObject].")]
    [DataRow(typeof(Forgetful), "OnnxForge.Tests.Authoring.CustomObjectRegistryTests.Forgetful, constructor parameter \"threshold\": expected a public readable property Threshold of type double; "
        + "received no such property. Add: public double Threshold { get; } = threshold;")]
    [DataRow(typeof(Mistyped), "OnnxForge.Tests.Authoring.CustomObjectRegistryTests.Mistyped, constructor parameter \"threshold\": expected a public readable property Threshold of type double; "
        + "received a property of type string. Give the property the parameter's type.")]
    [DataRow(typeof(TakesTensors), "OnnxForge.Tests.Authoring.CustomObjectRegistryTests.TakesTensors, constructor parameter \"values\": expected a number, string, bool, enum, function, custom object, "
        + "record of these, or list of these; received Holder, whose value is Tensor. Take what the value is made from, or make it a record or a custom object.")]
    [DataRow(typeof(TwoConstructors), "OnnxForge.Tests.Authoring.CustomObjectRegistryTests.TwoConstructors: expected one public constructor, whose parameters are the config; "
        + "received 2 public constructors. Keep one public, or mark the one to use with [JsonConstructor].")]
    public void UnfitClass_Registered_IsRefused(Type type, string message) =>
        ConfigContract.Error<ConfigException>(message, () => new CustomObjectRegistry().Register(type));

    [TestMethod]
    public void FailedRegistration_LeavesTheRegistryAsItWas()
    {
        var registry = new CustomObjectRegistry();
        Assert.ThrowsExactly<ConfigException>(() => registry.RegisterAssembly(typeof(CustomObjectRegistryTests).Assembly));
        Assert.ThrowsExactly<ConfigException>(() => ObjectConfig.Read(ObjectConfig.Write(new HuberLoss()), registry));
    }

    internal abstract record TestLoss : Loss
    {
        public override Tensor Compute(Tensor target, Tensor prediction) => prediction;
    }

    internal sealed record Holder(Tensor Value);

    [CustomObject("test/huber")]
    internal sealed record OtherHuber : TestLoss;

    [CustomObject("onnxforge/dense")]
    internal sealed record FakeDense : TestLoss;

    [CustomObject("Nameless")]
    internal sealed record Nameless : TestLoss;

    [CustomObject("test/abstract")]
    internal abstract record Abstract : TestLoss;

    [CustomObject("test/versionless", 0)]
    internal sealed record Versionless : TestLoss;

    [CustomObject("test/takes-tensors")]
    internal sealed record TakesTensors(IReadOnlyList<Holder> Values) : TestLoss;

    [CustomObject("test/forgetful")]
    internal sealed record Forgetful : TestLoss
    {
        private readonly double kept;

        public Forgetful(double threshold) => kept = threshold;

        public override Tensor Compute(Tensor target, Tensor prediction) => prediction * kept;
    }

    [CustomObject("test/mistyped")]
    internal sealed record Mistyped : TestLoss
    {
        public Mistyped(double threshold) => Threshold = $"{threshold}";

        public string Threshold { get; }
    }

    [CustomObject("test/two-constructors")]
    internal sealed record TwoConstructors : TestLoss
    {
        public TwoConstructors() { }

        public TwoConstructors(double threshold) => Threshold = threshold;

        public double Threshold { get; }
    }
}
