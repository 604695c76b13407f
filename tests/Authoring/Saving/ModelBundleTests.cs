using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class ModelBundleTests
{
    private static readonly CustomObjectRegistry registry = new CustomObjectRegistry()
        .Register<HuberLoss>().Register<MyDense>().Register<ResidualBlock>().Register<ResidualRegressor>().Register<TwoTowers>().Register<Scaled>().Register<Compiled>();

    [TestMethod]
    public void SubclassedModel_SavedAndLoaded_IsBitEqual()
    {
        using var folder = new Folder();
        var (model, x) = Trained();
        ModelBundle.Save(folder["m"], model, new BundleOptions { Extra = new JsonObject { ["recipe"] = "residual" } });
        var bundle = ModelBundle.Load(folder["m"], registry);
        var loaded = (ResidualRegressor)bundle.Model;
        CollectionAssert.AreEqual(model.call(x).data<float>().ToArray(), loaded.call(x).data<float>().ToArray());
        CollectionAssert.AreEqual(model.state_dict().Keys.ToList(), loaded.state_dict().Keys.ToList());
        Assert.AreEqual(new L1(0.5), LayerTree.Weights(loaded).Single(weight => weight.Path == "first.kernel").Regularizer);
        Assert.AreEqual("residual", (string)bundle.Extra["recipe"]!);
        Assert.AreEqual((3, "0.1.0", "0.107.0", torch.__version__),
            (bundle.Manifest.Format, bundle.Manifest.OnnxForge, bundle.Manifest.TorchSharp, bundle.Manifest.LibTorch));
        Assert.AreEqual("m", folder.Names);
    }

    [TestMethod]
    public void SameModel_SavedTwice_IsByteEqual()
    {
        using var folder = new Folder();
        var (model, _) = Trained();
        ModelBundle.Save(folder["a"], model);
        ModelBundle.Save(folder["b"], model);
        ModelBundle.Save(folder["c"], ModelBundle.Load(folder["a"], registry).Model);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["c"]));
    }

    [TestMethod]
    public void PlainModule_AroundALayer_IsSavedWithItsBuffers()
    {
        using var folder = new Folder();
        var model = new Scaled(new Scaling(10, 2), new TwoTowers(new MyDense(1, new Relu()), new Dense(1)));
        Tensor[] x = [tensor(new[,] { { 1f }, { 2f } }), tensor(new[,] { { 3f }, { -4f } })];
        var expected = model.call(x).data<float>().ToArray();
        ModelBundle.Save(folder["m"], model);
        var loaded = (Scaled)ModelBundle.Load(folder["m"], registry).Model;
        CollectionAssert.AreEqual(expected, loaded.call(x).data<float>().ToArray());
        using var zip = ZipFile.OpenRead(folder["m"]);
        using var weights = zip.GetEntry("weights.safetensors")!.Open();
        CollectionAssert.AreEquivalent(new[] { "offset", "core.left.kernel", "core.left.bias", "core.right.kernel", "core.right.bias" },
            SafeTensors.Read(weights, zip.GetEntry("weights.safetensors")!.Length, "w").Keys.ToList());
    }

    [TestMethod]
    public void TiedLayer_SavedAndLoaded_IsStoredOnceAndStaysTied()
    {
        using var folder = new Folder();
        var shared = new Dense(2);
        var model = new TwoTowers(shared, new TwoTowers(shared, new Dense(2)));
        var expected = model.call(ones(1, 2)).data<float>().ToArray();
        ModelBundle.Save(folder["m"], model);
        var loaded = (TwoTowers)ModelBundle.Load(folder["m"], registry).Model;
        Assert.AreSame(loaded.Left, ((TwoTowers)loaded.Right).Left);
        CollectionAssert.AreEqual(expected, loaded.call(ones(1, 2)).data<float>().ToArray());
        Assert.AreEqual(4, BundleWeights.Of(loaded).Count);
    }

    [TestMethod]
    public void CompiledModel_SavedAndLoaded_IsCompiledAgain()
    {
        using var folder = new Folder();
        ModelBundle.Save(folder["m"], new TwoTowers(new Compiled { CompileConfig = new JsonObject { ["loss"] = ObjectConfig.Write(new HuberLoss(3)) } }, new Compiled()));
        var loaded = (TwoTowers)ModelBundle.Load(folder["m"], registry).Model;
        Assert.AreEqual(new HuberLoss(3), ObjectConfig.Read(((Compiled)loaded.Left).CompileConfig!["loss"]!, registry));
        Assert.IsNull(((Compiled)loaded.Right).CompileConfig);
    }

    [TestMethod]
    public void UnknownObjects_Loaded_AreListedWithTheirPlaces()
    {
        using var folder = new Folder();
        ModelBundle.Save(folder["m"], new TwoTowers(new MyDense(1), new Compiled { CompileConfig = new JsonObject { ["loss"] = ObjectConfig.Write(new HuberLoss()) } }));
        ConfigContract.Error<ConfigException>(
            $"{folder["m"]}, model.json: expected custom objects that the registry knows; received unknown ones: \"test/huber\" (at compile.right.loss), \"test/my-dense\" (at model.config.left). "
            + "Register them before loading:\nregistry.Register<Huber>(); // the class marked [CustomObject(\"test/huber\")]\n"
            + "registry.Register<MyDense>(); // the class marked [CustomObject(\"test/my-dense\")]",
            () => ModelBundle.Load(folder["m"], new CustomObjectRegistry().Register<TwoTowers>().Register<Compiled>()));
    }

    [TestMethod]
    public void FailedSave_LeavesTheOldFileByteIdentical()
    {
        using var folder = new Folder();
        var (model, _) = Trained();
        ModelBundle.Save(folder["m"], model);
        var before = File.ReadAllBytes(folder["m"]);
        Assert.ThrowsExactly<ConfigException>(() => ModelBundle.Save(folder["m"], new TwoTowers(new Dense(1, Activation.Of(x => x)), new Dense(1))));
        Assert.ThrowsExactly<BundleException>(() => ModelBundle.Save(folder["m"], new Rotating()));
        var added = new Scaled(new Scaling(0, 1), new Dense(1));
        added.register_buffer("added", zeros(1));
        ConfigContract.Error<ConfigException>("model, added: expected float32 [1], as the layer has it, after rebuilding; received no such weight. Keep what the weights depend on in constructor parameters.",
            () => ModelBundle.Save(folder["m"], added));
        CollectionAssert.AreEqual(before, File.ReadAllBytes(folder["m"]));
        Assert.AreEqual("m", folder.Names);
    }

    [TestMethod]
    public void SavingAndLoading_LeaveTheRandomNumbersAlone()
    {
        using var folder = new Folder();
        var (model, _) = Trained();
        manual_seed(9);
        var expected = rand(3).data<float>().ToArray();
        manual_seed(9);
        ModelBundle.Save(folder["m"], model);
        ModelBundle.Load(folder["m"], registry);
        CollectionAssert.AreEqual(expected, rand(3).data<float>().ToArray());
    }

    [TestMethod]
    public void ChangedWeights_Loaded_AreNamedByTheirHash()
    {
        using var folder = new Folder();
        ModelBundle.Save(folder["m"], Built());
        var bytes = File.ReadAllBytes(folder["m"]);
        var header = bytes.AsSpan().LastIndexOf("data_offsets"u8);
        bytes[header + bytes.AsSpan(header).IndexOf("}}"u8) + 12] ^= 1;
        File.WriteAllBytes(folder["m"], bytes);
        var error = Assert.ThrowsExactly<BundleException>(() => ModelBundle.Load(folder["m"], registry));
        Assert.AreEqual($"{folder["m"]}, weights.safetensors", error.Where);
        StringAssert.Matches(error.Message, new(" bytes of XXH128 [0-9a-f]{32}, as the manifest says; received [0-9]+ bytes of XXH128 [0-9a-f]{32}\\. The file is damaged or no bundle; save the model again\\.$"));
    }

    [TestMethod]
    public void OtherWeights_Loaded_ListEveryDifference()
    {
        using var folder = new Folder();
        var model = Built();
        var json = BundleWriter.Describe(model, new BundleOptions());
        var weights = new Dictionary<string, Tensor> { ["kernel"] = zeros(2, 2, ScalarType.Float64), ["extra"] = zeros(1) };
        AtomicFile.Write(folder["m"], stream => BundleWriter.Write(stream, BundleWriter.Parts(json, weights)));
        ConfigContract.Error<BundleException>($"{folder["m"]}, weights.safetensors: expected exactly the weights of the rebuilt model; received no bias, an unknown extra, "
            + "kernel as Float64 [2, 2] instead of Float32 [3, 2]. Load with the classes that wrote the bundle, or save the model again.",
            () => ModelBundle.Load(folder["m"], registry));
    }

    [TestMethod]
    [DataRow("""{"format":4}""", "manifest.json: expected a bundle of format 3 or older; received format 4. Update OnnxForge.")]
    [DataRow("""{"format":1}""", "manifest.json: expected a manifest of format, onnxForge, torchSharp, libTorch and entries; received {\"format\":1}. The file is damaged; save the model again.")]
    [DataRow("[]", "manifest.json: expected a JSON object; received The top is not an object.. The file is damaged; save the model again.")]
    public void WrongManifest_Loaded_IsRefused(string manifest, string message)
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["m"], RawZip.Write([new("manifest.json", Encoding.UTF8.GetBytes(manifest)), new("model.json", []), new("weights.safetensors", [])]));
        ConfigContract.Error<BundleException>($"{folder["m"]}, {message}", () => ModelBundle.Load(folder["m"], registry));
    }

    [TestMethod]
    [DataRow("""{"type": "onnxforge/dense", "version": 1, "config": {"units": "x"}}""", "{}", "{}",
        "model.config.units: expected a whole number of type int; received \"x\". Correct the config.")]
    [DataRow("""{"type": "onnxforge/dense", "version": 1, "config": {"units": 0}}""", "{}", "{}",
        "model.config: expected values that the constructor of Dense accepts; received its refusal (Dense: expected units of 1 or more; received 0. Give the size of the output's last dimension.). Correct the config.")]
    [DataRow("""{"type": "onnxforge/sequential", "version": 1, "config": {"layers": [{"type": "onnxforge/flatten", "version": 1, "config": {}}]}}""", "{}",
        """{"": {"loss": {"type": "onnxforge/mean-squared-error", "version": 1, "config": {"reduction": 1}}, "optimizer": {"type": "onnxforge/adam", "version": 1, "config": {}}, "metrics": []}}""",
        "compile..loss.config.reduction: expected one of mean, sum, none; received 1. Correct the config.")]
    [DataRow("""{"type": "onnxforge/sequential", "version": 1, "config": {"layers": [{"type": "onnxforge/flatten", "version": 1, "config": {}}]}}""", "{}",
        """{"": {"loss": {"type": "onnxforge/adam", "version": 1, "config": {}}, "optimizer": {"type": "onnxforge/adam", "version": 1, "config": {}}, "metrics": []}}""",
        "compile..loss: expected a loss; received {\"type\":\"onnxforge/adam\",\"version\":1,\"config\":{}}. Save the model again.")]
    public void ConfigThatDoesNotFit_Loaded_IsNamedWithTheFile(string config, string build, string compile, string message)
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["m"], BundleSample.Of(Encoding.UTF8.GetBytes($$"""{ "model": {{config}}, "build": {{build}}, "frozen": [], "compile": {{compile}}, "extra": {} }"""),
            BundleSample.Tensors("{}", 0)));
        ConfigContract.Error<ConfigException>($"{folder["m"]}, model.json, {message}", () => ModelBundle.Load(folder["m"], registry));
    }

    [TestMethod]
    public void MissingFile_OrFolder_Loaded_IsRefused()
    {
        using var folder = new Folder();
        foreach (var path in new[] { folder["none"], folder["."] })
        {
            var error = Assert.ThrowsExactly<BundleException>(() => ModelBundle.Load(path, registry));
            Assert.AreEqual((path, "a bundle that can be read"), (error.Where, error.Expected));
        }
    }

    [TestMethod]
    public void Progress_OfSavingAndLoading_GoesToOne()
    {
        using var folder = new Folder();
        var (saved, loaded) = (new ProgressSteps(), new ProgressSteps());
        using var model = new Dense(2048);
        model.EnsureBuilt([-1, 2048]);
        ModelBundle.Save(folder["m"], model, new BundleOptions { Progress = saved });
        ModelBundle.Load(folder["m"], registry, loaded).Model.Dispose();
        foreach (var steps in new[] { saved, loaded })
        {
            CollectionAssert.AreEqual(steps.Order().Distinct().ToList(), steps);
            Assert.AreEqual(1, steps[^1]);
            Assert.IsGreaterThan(10, steps.Count);
        }
    }

    /// <summary>The weights tell the types that a model was converted to, as a whole or in parts.</summary>
    [TestMethod]
    public void ConvertedModel_SavedAndLoaded_ComputesTheSameInItsTypes()
    {
        using var folder = new Folder();
        using var scope = NewDisposeScope();
        var x = randn(3, 4);
        var whole = new Sequential([new Dense(5, "relu"), new BatchNormalization(), nn.Linear(5, 5), new Positioned(), new Dense(2)]);
        whole.call(x).Dispose();
        whole.to(ScalarType.BFloat16);
        var half = new Sequential([new Dense(3), new Dense(2)], input: [4]);
        ((Dense)half.Layers[0]).to(ScalarType.Float64);
        Check(whole, x.to(ScalarType.BFloat16));
        ModelBundle.Save(folder["m"], half);
        using var loaded = (Sequential)ModelBundle.Load(folder["m"], new CustomObjectRegistry()).Model;
        Assert.AreEqual("layers.0.kernel Float64, layers.0.bias Float64, layers.1.kernel Float32, layers.1.bias Float32", string.Join(", ", loaded.state_dict().Select(item => $"{item.Key} {item.Value.dtype}")));

        void Check(Sequential model, Tensor input)
        {
            Assert.AreEqual("", ModelBundle.Save(folder["m"], model).ToString());
            using var again = (Sequential)ModelBundle.Load(folder["m"], new CustomObjectRegistry().Register<Positioned>()).Model;
            model.eval();
            again.eval();
            var (expected, received) = (model.call(input), again.call(input));
            Assert.AreEqual(ScalarType.BFloat16, received.dtype);
            Assert.IsTrue(expected.eq(received).all().item<bool>());
        }
    }

    [CustomObject("test/rotating")]
    internal sealed class Rotating : Layer
    {
        private readonly Tensor angles = zeros(1, ScalarType.ComplexFloat32);

        public override Tensor forward(Tensor x) => (x * angles).real;
    }

    [CustomObject("test/positioned")]
    internal sealed class Positioned : Layer
    {
        private Tensor places = null!;

        public override Tensor forward(Tensor x) => x + places;

        protected override void Build(Shape input) => places = AddBuffer("places", arange(input[^1], ScalarType.Float32) / 7);
    }

    [TestMethod]
    public void TransposedWeights_SavedAndLoaded_AreBitEqual()
    {
        using var folder = new Folder();
        using var model = new Dense(2, kernelInitializer: Initializer.Of(Transposed));
        model.EnsureBuilt([-1, 3]);
        Assert.IsFalse(model.Kernel.is_contiguous());
        ModelBundle.Save(folder["m"], model);
        using var loaded = (Dense)ModelBundle.Load(folder["m"], new CustomObjectRegistry().RegisterFunction(Transposed)).Model;
        Assert.IsTrue(loaded.Kernel.equal(model.Kernel).all().item<bool>());
    }

    [CustomObject("test/transposed")]
    private static Tensor Transposed(long[] shape) => randn(shape[1], shape[0]).t();

    private static (ResidualRegressor Model, Tensor Input) Trained()
    {
        manual_seed(4);
        var model = new ResidualRegressor(1, new L1(0.5));
        var x = randn(16, 8);
        using (model.call(x)) { }
        using var optimizer = new Nadam(0.01).Bind([.. model.named_parameters().Select(item => new NamedWeight(item.name, item.parameter))]);
        for (var i = 0; i < 3; i++)
        {
            optimizer.ZeroGradients();
            new MeanSquaredError().Call(zeros(16, 1), model.call(x)).backward();
            optimizer.Step();
        }
        return (model, x);
    }

    private static Dense Built()
    {
        var model = new Dense(2);
        model.EnsureBuilt([-1, 3]);
        return model;
    }

    [CustomObject("test/compiled")]
    internal sealed class Compiled : Layer, ICompiled
    {
        public JsonObject? CompileConfig { get; set; }

        public void RestoreCompile(JsonObject config, CustomObjectRegistry registry) => CompileConfig = config;

        public override Tensor forward(Tensor x) => x;
    }
}
