using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Bundles of every version of the format that was released, kept as they were written, each with an input and the output that the model gave then.</summary>
[TestClass]
public sealed class ReleasedBundleTests
{
    private static readonly string folder = Path.Combine(AppContext.BaseDirectory, "Data", "Bundles");

    private static readonly CustomObjectRegistry registry = new CustomObjectRegistry().Register<KeptGate>().Register<KeptLoss>();

    public static IEnumerable<object[]> Bundles =>
        Directory.GetFiles(folder, "*.forge", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => new object[] { Path.GetRelativePath(folder, path) });

    public static IEnumerable<object[]> Versions => Enumerable.Range(1, BundleFormat.Version).Select(version => new object[] { version });

    [TestMethod]
    [DynamicData(nameof(Bundles))]
    public void ReleasedBundle_Loaded_ComputesWhatItComputed(string name)
    {
        var path = Path.Combine(folder, name);
        using var scope = NewDisposeScope();
        var bundle = ModelBundle.Load(path, registry);
        using var model = bundle.Model;
        Assert.AreEqual(name.Split('/', '\\')[0], $"v{bundle.Manifest.Format}");
        var values = SafeTensors.Read(Path.ChangeExtension(path, ".safetensors"));
        model.eval();
        var output = ((nn.Module<Tensor, Tensor>)model).call(values["x"]);
        Assert.AreEqual($"{new TensorSpec(Shape.Of(values["y"]), values["y"].dtype)}", $"{new TensorSpec(Shape.Of(output), output.dtype)}");
        Assert.IsTrue(output.allclose(values["y"], rtol: 1e-5, atol: 1e-6), name);
    }

    [TestMethod]
    [DynamicData(nameof(Versions))]
    public void ReleasedCheckpoint_GoneOnFrom_ComesToTheSameEnd(int version)
    {
        var path = Path.Combine(folder, $"v{version}", "checkpoint.forge");
        using var scope = NewDisposeScope();
        var values = SafeTensors.Read(Path.ChangeExtension(path, ".safetensors"));
        using var model = new Sequential([new Dense(5, "relu"), new Dropout(0.25), new BatchNormalization(), new Dense(1)]);
        model.Compile(new MeanSquaredError(), new Adam(0.01), "mae");
        var history = model.Fit(values["x"], values["target"], new FitOptions { Epochs = 4, BatchSize = 4, Seed = 3, ResumeFrom = path });
        Assert.AreEqual(2, history.Resumed?.Epochs);
        model.eval();
        Assert.IsFalse(values["end"].allclose(values["y"], rtol: 1e-3));
        Assert.IsTrue(model.call(values["x"]).allclose(values["end"], rtol: 1e-5, atol: 1e-6));
    }

    [TestMethod]
    public void EveryKindOfModel_IsKeptInEveryVersion()
    {
        string[] kinds = ["bfloat16", "checkpoint", "compiled", "convolution", "custom", "dense", "functional", "recurrent", "torch"];
        CollectionAssert.AreEqual(Enumerable.Range(1, BundleFormat.Version).SelectMany(version => kinds.Select(kind => Path.Combine($"v{version}", $"{kind}.forge"))).ToList(), Bundles.Select(row => (string)row[0]).ToList());
    }

    [CustomObject("kept/gate")]
    internal sealed class KeptGate(double slope, Activation activation) : Layer
    {
        private TorchSharp.Modules.Parameter gate = null!;

        public double Slope { get; } = slope;

        public Activation Activation { get; } = activation;

        public override Tensor forward(Tensor x) => Activation.Apply(x * gate) * Slope;

        protected override void Build(Shape input) => gate = AddWeight("gate", [input[^1]], new RandomUniform(0.5, 1.5));
    }

    [CustomObject("kept/loss")]
    internal sealed record KeptLoss(double Weight) : Loss
    {
        public override Tensor Compute(Tensor target, Tensor prediction) => (target - prediction).square() * Weight;
    }
}
