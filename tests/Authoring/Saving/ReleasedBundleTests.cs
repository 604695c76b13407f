using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Bundles of every version of the format that was released, kept as they were written, each with an input and the output that the model gave then.</summary>
[TestClass]
public sealed class ReleasedBundleTests
{
    private static readonly string folder = Path.Combine(AppContext.BaseDirectory, "Data", "Bundles");

    public static IEnumerable<object[]> Bundles =>
        Directory.GetFiles(folder, "*.forge", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => new object[] { Path.GetRelativePath(folder, path) });

    [TestMethod]
    [DynamicData(nameof(Bundles))]
    public void ReleasedBundle_Loaded_ComputesWhatItComputed(string name)
    {
        var path = Path.Combine(folder, name);
        using var scope = NewDisposeScope();
        var bundle = ModelBundle.Load(path, new CustomObjectRegistry());
        using var model = bundle.Model;
        Assert.AreEqual(name.Split('/', '\\')[0], $"v{bundle.Manifest.Format}");
        var values = SafeTensors.Read(Path.ChangeExtension(path, ".safetensors"));
        model.eval();
        var output = ((nn.Module<Tensor, Tensor>)model).call(values["x"]);
        Assert.AreEqual($"{Shape.Of(values["y"])}", $"{Shape.Of(output)}");
        Assert.IsTrue(output.allclose(values["y"], rtol: 1e-5, atol: 1e-6), name);
    }

    [TestMethod]
    public void EveryKindOfModel_IsKeptInEveryVersion()
    {
        string[] kinds = ["compiled", "convolution", "dense", "functional", "recurrent", "torch"];
        CollectionAssert.AreEqual(Enumerable.Range(1, BundleFormat.Version).SelectMany(version => kinds.Select(kind => Path.Combine($"v{version}", $"{kind}.forge"))).ToList(), Bundles.Select(row => (string)row[0]).ToList());
    }
}
