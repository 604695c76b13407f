using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using OnnxForge.Export;
using static OnnxForge.Tests.Authoring.SampleFunctions;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class FunctionTests
{
    [TestMethod]
    public void Functions_AsObjects_CallTheFunction()
    {
        var (a, b) = (tensor(new[] { 1f, -2f }), tensor(new[] { 0f, 2f }));
        Assert.AreEqual(2.5f, Loss.Of(Absolute).Call(a, b).item<float>());
        Assert.AreEqual(0.3f, Regularizer.Of(Mass).Penalty(a).item<float>(), 1e-6f);
        CollectionAssert.AreEqual(new[] { 0.5f, -1f }, Constraint.Of(Shrink).Apply(a).data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 1f / 7, 1f / 7 }, Initializer.Of(Sevenths).Create([2]).data<float>().ToArray());
        Assert.AreEqual(Math.Log(1 + Math.E), Activation.Of(Smooth).Apply(a)[0].item<float>(), 1e-6);
        var metric = Metric.Of(Absolute);
        metric.Update(a, b);
        Assert.AreEqual(2.5, metric.Result());
    }

    [TestMethod]
    public void Names_OfFunctions_AreTheMethods()
    {
        static Tensor HuberLoss(Tensor target, Tensor prediction) => prediction;
        Assert.AreEqual("absolute", Loss.Of(Absolute).Name);
        Assert.AreEqual("huber", Loss.Of(HuberLoss).Name);
        Assert.AreEqual("function", Loss.Of((target, prediction) => prediction).Name);
        Assert.AreEqual("absolute", Metric.Of(Absolute).Name);
        Assert.AreEqual("error", Metric.Of(Absolute, "error").Name);
    }

    [TestMethod]
    public void ModelOfFunctions_TrainedSavedAndLoaded_IsTheSameAndExports()
    {
        using var folder = new Folder();
        using var model = Functional(Smooth, "before");
        model.Compile(Loss.Of(Absolute), "sgd", Metric.Of(Absolute));
        var (x, y) = (randn(8, 3), randn(8, 1));
        var history = model.Fit(x, y, new FitOptions { Epochs = 2 });
        Assert.IsTrue(history.Epochs[^1].Values.ContainsKey("absolute"));
        ModelBundle.Save(folder["m"], model);
        using var loaded = (Sequential)ModelBundle.Load(folder["m"], Registry).Model;
        CollectionAssert.AreEqual(model.Predict(x).data<float>().ToArray(), loaded.Predict(x).data<float>().ToArray());
        Assert.AreEqual(Loss.Of(Absolute), loaded.Loss);
        CollectionAssert.AreEqual(new Dictionary<string, double>(model.Evaluate(x, y)), new Dictionary<string, double>(loaded.Evaluate(x, y)));
        OnnxExporter.Export(loaded, x, folder["m.onnx"]);
        ConfigContract.Error<ConfigException>(
            $"{folder["m"]}, model.json: expected custom objects that the registry knows; received unknown ones: "
            + "\"test/absolute\" (at compile..loss.config.function, compile..metrics[0].config.function), \"test/mass\" (at model.config.layers[0].config.kernelRegularizer.config.function), "
            + "\"test/sevenths\" (at model.config.layers[0].config.kernelInitializer.config.function), \"test/shrink\" (at model.config.layers[0].config.kernelConstraint.config.function), "
            + "\"test/smooth\" (at model.config.layers[0].config.activation.config.function). Register them before loading:\n"
            + string.Join("\n", ((string[])["Absolute", "Mass", "Sevenths", "Shrink", "Smooth"]).Select(name =>
                $"registry.RegisterFunction({name}); // the static method marked [CustomObject(\"test/{name.ToLowerInvariant()}\")]")),
            () => ModelBundle.Load(folder["m"], new CustomObjectRegistry()));
    }

    [TestMethod]
    public void AnonymousFunction_Trains_AndIsRefusedAtSaveWithTheWayOut()
    {
        using var folder = new Folder();
        using var model = Functional(x => x.relu(), "after");
        model.Compile("mse", "sgd");
        model.Fit(randn(8, 3), randn(8, 1), new FitOptions { Epochs = 1 });
        ConfigContract.Error<ConfigException>(
            "model.config.layers[0].config.activation.config.function: expected a function with a name; received a function without one. Make it a static method marked "
            + "[CustomObject(\"package/function\")], and register it before loading: registry.RegisterFunction(method).",
            () => ModelBundle.Save(folder["m"], model));
        Assert.IsFalse(File.Exists(folder["m"]));
    }

    [TestMethod]
    public void FunctionsOfWrongShapes_InAModel_AreRefusedWithTheWeight()
    {
        ConfigContract.Error<ShapeException>(
            "Dense.kernel: expected first values of shape [3, 2]; received [3] from a lambda. "
            + "Correct the initializer: it gives a tensor of the shape it is asked for.", () => new Dense(2, kernelInitializer: Initializer.Of(shape => ones(shape[0]))).call(ones(1, 3)));
        using var summed = new Dense(2, kernelRegularizer: Regularizer.Of(weight => weight.abs()));
        summed.call(ones(1, 3));
        ConfigContract.Error<ShapeException>("kernel: expected a penalty that is a scalar; received [3, 2] from a lambda. Let the regularizer end with sum() or mean().",
            () => new TrainingWeights(summed).AddPenalties(zeros(1)));
        using var flat = new Dense(2, kernelConstraint: Constraint.Of(weight => weight.mean()));
        flat.call(ones(1, 3));
        ConfigContract.Error<ShapeException>("kernel: expected a weight [3, 2] after its constraint; received [] from a lambda. Let the constraint keep the shape.",
            () => new TrainingWeights(flat).ApplyConstraints());
    }

    [TestMethod]
    public void ActivationThatChangesTheShape_IsTriedForTheOutputs()
    {
        using var halved = new Dense(8, new Glu());
        Assert.AreEqual("[?, 4]", $"{halved.InferOutputs(new TensorSpec([-1, 3]))[0].Shape}");
        using var layer = new ActivationLayer(Activation.Of(x => x.sum(1)));
        Assert.AreEqual("[?]", $"{layer.InferOutputs(new TensorSpec([-1, 3]))[0].Shape}");
    }

    [TestMethod]
    public void PenaltyOrConstraint_OfABiasThatIsNot_IsRefused() => ConfigContract.Error<ConfigException>(
        "Dense Dense: expected no biasConstraint, as useBias is false; received NonNegative. Leave it out, or set useBias to true.",
        () => _ = new Dense(2, useBias: false, biasConstraint: new NonNegative()));

    [TestMethod]
    public void TwoFunctionsInOne_Written_AreRefused() => Assert.ThrowsExactly<ConfigException>(() => ObjectConfig.Write(Activation.Of((Func<Tensor, Tensor>)Smooth + Smooth)));

    [TestMethod]
    public void UnmarkedMethod_Written_IsToldItsMark() => ConfigContract.Error<ConfigException>(
        "object.config.function: expected a function with a name; received a function without one. Make it a static method marked "
        + "[CustomObject(\"package/without-mark\")], and register it before loading: registry.RegisterFunction(method).",
        () => ObjectConfig.Write(Activation.Of(WithoutMark)));

    [TestMethod]
    public void FunctionInAClassOfTheUsers_WrittenAndRead_IsTheSame()
    {
        var registry = Registry.Register<Curve>();
        var rebuilt = (Curve)ConfigContract.RoundTrip(new Curve(Smooth), """{"type":"test/curve","version":1,"config":{"function":{"function":"test/smooth"}}}""", registry);
        Assert.AreEqual(new Curve(Smooth), rebuilt);
    }

    [TestMethod]
    public void FunctionOfAnotherSignature_Read_IsRefused() => ConfigContract.Error<ConfigException>(
        "object.config.function: expected a function Tensor (Tensor); received OnnxForge.Tests.Authoring.SampleFunctions.Absolute, which is Tensor (Tensor, Tensor). Correct the config.",
        () => ObjectConfig.Read(JsonNode.Parse("""{"type":"onnxforge/function-activation","version":1,"config":{"function":{"function":"test/absolute"}}}""")!, Registry));

    [TestMethod]
    public void WhatIsNoFunction_Read_IsRefused() => ConfigContract.Error<ConfigException>(
        "object.config.function: expected the name of a registered function, {\"function\": name}; received 3. Correct the config.",
        () => ObjectConfig.Read(JsonNode.Parse("""{"type":"onnxforge/function-activation","version":1,"config":{"function":3}}""")!, Registry));

    [TestMethod]
    public void MarkedMethods_OfAnAssembly_AreAllFound()
    {
        var found = NamedFunction.MarkedIn(typeof(SampleFunctions).Assembly).Select(NamedFunction.FullName).ToList();
        CollectionAssert.IsSubsetOf(((string[])["Smooth", "Absolute", "Sevenths", "Shrink", "Mass"]).Select(name => $"OnnxForge.Tests.Authoring.SampleFunctions.{name}").ToArray(), found);
        CollectionAssert.Contains(found, "OnnxForge.Tests.Authoring.FunctionTests.Instance");
        CollectionAssert.DoesNotContain(found, "OnnxForge.Tests.Authoring.FunctionTests.WithoutMark");
    }

    [TestMethod]
    public void FunctionRegisteredTwice_ChangesNothing() => Assert.IsNotNull(Registry.RegisterFunction(Smooth));

    [TestMethod]
    public void FunctionName_TakenByAnother_NamesBoth() => ConfigContract.Error<ConfigException>(
        "Register: expected one function named \"test/smooth\"; received two, OnnxForge.Tests.Authoring.SampleFunctions.Smooth and "
        + "OnnxForge.Tests.Authoring.FunctionTests.OtherSmooth. Rename one of them in its [CustomObject].",
        () => Registry.RegisterFunction(OtherSmooth));

    [TestMethod]
    public void UnfitFunction_Registered_IsRefused()
    {
        const string Expected = "expected a static method, not generic and of version 1, that takes values and returns one; received ";
        const string Remedy = ". Declare it so, or make a class of it with its settings as properties.";
        Refused("Instance: " + Expected + "an instance method or a lambda" + Remedy, Instance);
        Refused("Nothing: " + Expected + "one that returns nothing" + Remedy, Nothing);
        Refused("ByReference: " + Expected + "one with a parameter by reference" + Remedy, new Changer(ByReference));
        Refused("Second: " + Expected + "version 2" + Remedy, Second);
        Refused("Badly: expected a name \"package/name\" of lower-case letters, digits, '-', '_' and '.'; received \"Badly\". Rename it.", Badly);
        Refused("WithoutMark: expected a static method marked as custom object; received a function without the mark. Mark the method: [CustomObject(\"package/without-mark\")].", WithoutMark);
    }

    private static void Refused(string message, Delegate function) =>
        ConfigContract.Error<ConfigException>("OnnxForge.Tests.Authoring.FunctionTests." + message, () => new CustomObjectRegistry().RegisterFunction(function));

    private static Sequential Functional(Func<Tensor, Tensor> activation, string name) => new([
        new Dense(4, Activation.Of(activation), kernelInitializer: Initializer.Of(Sevenths), kernelRegularizer: Regularizer.Of(Mass), kernelConstraint: Constraint.Of(Shrink)),
        new Dense(1)], name: name);

    private delegate Tensor Changer(ref Tensor input);

    [CustomObject("test/smooth")]
    private static Tensor OtherSmooth(Tensor input) => input;

    [CustomObject("test/instance")]
    private Tensor Instance(Tensor input) => input;

    [CustomObject("test/nothing")]
    private static void Nothing(Tensor input) => input.Dispose();

    [CustomObject("test/by-reference")]
    private static Tensor ByReference(ref Tensor input) => input;

    [CustomObject("test/second", 2)]
    private static Tensor Second(Tensor input) => input;

    [CustomObject("Badly")]
    private static Tensor Badly(Tensor input) => input;

    private static Tensor WithoutMark(Tensor input) => input;

    [CustomObject("test/curve")]
    internal sealed record Curve(Func<Tensor, Tensor> Function) : Activation
    {
        public override Tensor Apply(Tensor input) => Function(input);
    }
}
