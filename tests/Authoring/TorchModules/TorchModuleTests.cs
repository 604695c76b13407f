using System.Reflection;
using OnnxForge.Authoring;
using OnnxForge.Authoring.TorchModules;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring.TorchModules;

/// <summary>Modules of TorchSharp are written with what they were made with, and come back as they were.</summary>
[TestClass]
public sealed class TorchModuleTests
{
    [TestMethod]
    public void Modules_WrittenAndRead_KeepConfigStateAndBehavior()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        manual_seed(3);
        var problems = new List<string>();
        foreach (var row in TorchModuleRows.All())
        {
            try
            {
                Check(row, Path.Combine(folder.Path, "module.forge"));
            }
            catch (Exception error)
            {
                problems.Add($"{row.Type}: {error.Message}");
            }
        }
        Assert.AreEqual("", string.Join("\n", problems));
    }

    [TestMethod]
    public void Modules_ThatAreKnown_AllHaveARow()
    {
        using var scope = NewDisposeScope();
        var tested = TorchModuleRows.All().Select(row => row.Module.GetType()).ToHashSet();
        Assert.AreEqual("", string.Join(", ", KnownModules.Types.Where(type => !tested.Contains(type)).Select(type => type.Name)));
    }

    // AdaptiveMaxPool3d of TorchSharp drops its size and cannot run; TransformerDecoder and TransformerEncoder keep what their layers were made with where only libtorch sees it.
    [TestMethod]
    public void Modules_OfTorchSharp_AreKnownOrListedHere()
    {
        var unknown = typeof(nn).Assembly.GetExportedTypes().Where(type => type.Namespace == "TorchSharp.Modules" && type.IsSubclassOf(typeof(nn.Module)) && !type.IsAbstract
            && !type.IsGenericType && !KnownModules.Has(type)).Select(type => type.Name).Where(name => !name.EndsWith("Loss", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.AreEqual("AdaptiveMaxPool3d, TransformerDecoder, TransformerEncoder", string.Join(", ", unknown));
    }

    [TestMethod]
    public void NativeSettings_OfThisLibTorch_HaveAPlace()
    {
        var settings = typeof(KnownModules).Assembly.GetTypes().SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic).Where(field => field.FieldType.Name == "NativeSetting`1")).ToList();
        Assert.IsNotEmpty(settings);
        var places = settings.Select(field => (Name: $"{field.DeclaringType!.Name}.{field.Name}", Place: (int?)field.FieldType.GetProperty("Place")!.GetValue(field.GetValue(null)))).ToList();
        File.WriteAllText("/tmp/modules-places.txt", string.Join("\n", places.Select(place => $"{place.Place} {place.Name}")));
        Assert.AreEqual("", string.Join(", ", places.Where(place => place.Place is null).Select(place => place.Name)));
    }

    private static void Check(TorchModuleRow row, string path)
    {
        var rebuilt = (nn.Module)ConfigContract.RoundTrip(row.Module, $$"""{"type":"torch/{{row.Type}}","version":1,"config":{{row.Config}}}""");
        Assert.AreEqual(State(row.Module), State(rebuilt));
        nn.Module model = row.Module is nn.Module<Tensor, Tensor> layer ? new Sequential([layer]) : new Holder(row.Module);
        ModelBundle.Save(path, model);
        var loaded = ModelBundle.Load(path, new CustomObjectRegistry().Register<Holder>()).Model;
        var again = loaded is Sequential sequential ? sequential.Layers[0] : ((Holder)loaded).Held;
        foreach (var training in new[] { false, true })
        {
            row.Module.train(training);
            again.train(training);
            AssertEqual($"training {training}", Run(row, row.Module), Run(row, again));
        }
        AssertEqual("state", Tensors(row.Module), Tensors(again));
    }

    // The output, and what each weight's gradient is for it.
    private static List<(string Name, Tensor Value)> Run(TorchModuleRow row, nn.Module module)
    {
        foreach (var weight in module.parameters()) weight.grad = null;
        manual_seed(5);
        var output = row.Run(module);
        if (output.requires_grad) (output * (arange(output.numel()).reshape(output.shape) + 1)).sum().backward();
        return [("output", output), .. module.named_parameters().Where(item => item.parameter.grad is not null).Select(item => ($"{item.name}.grad", Dense(item.parameter.grad!)))];
    }

    private static Tensor Dense(Tensor gradient) => gradient.is_sparse ? gradient.to_dense() : gradient;

    private static List<(string Name, Tensor Value)> Tensors(nn.Module module) =>
        [.. module.named_parameters().Select(item => (item.name, (Tensor)item.parameter)), .. module.named_buffers().Select(item => (item.name, item.buffer))];

    private static string State(nn.Module module) => string.Join(", ", module.state_dict().Select(item => $"{item.Key} {new TensorSpec(Shape.Of(item.Value), item.Value.dtype)}"));

    private static void AssertEqual(string what, List<(string Name, Tensor Value)> first, List<(string Name, Tensor Value)> second)
    {
        Assert.AreEqual(string.Join(", ", first.Select(item => item.Name)), string.Join(", ", second.Select(item => item.Name)), what);
        foreach (var (left, right) in first.Zip(second)) Assert.IsTrue(left.Value.equal(right.Value).all().item<bool>(), $"{what}: {left.Name} differs");
    }
}
