using System.Text;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class ModelWeightsTests
{
    [TestMethod]
    public void SafeTensors_SavedAndLoaded_AreBitEqualAndOfPyTorchsForm()
    {
        using var folder = new Folder();
        using var model = Model(1);
        ModelWeights.Save(folder["w.safetensors"], model);
        using var other = Model(2);
        var report = ModelWeights.Load(folder["w.safetensors"], other);
        Assert.AreEqual("loaded 7 of 7 weights", report.ToString());
        AssertSame(model, other);
        var text = Encoding.UTF8.GetString(File.ReadAllBytes(folder["w.safetensors"]).AsSpan(8));
        StringAssert.StartsWith(text, "{\"__metadata__\":{\"format\":\"pt\"},\"1.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},\"0.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[8,20]},");
    }

    [TestMethod]
    public void Dat_GoesBothWaysBetweenTorchSharpAndUs()
    {
        using var folder = new Folder();
        using var model = Model(1);
        using var ours = Model(2);
        using var theirs = Model(3);
        model.save(folder["theirs.dat"]);
        ModelWeights.Save(folder["ours.dat"], model);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["theirs.dat"]), File.ReadAllBytes(folder["ours.dat"]));
        ModelWeights.Load(folder["theirs.dat"], ours);
        theirs.load(folder["ours.dat"]);
        AssertSame(model, ours);
        AssertSame(model, theirs);
    }

    [TestMethod]
    public void Progress_OfEveryFormat_GoesToOneInManySteps()
    {
        using var folder = new Folder();
        using var model = new Sequential([new Dense(2048, useBias: false)], input: [2048]);
        using var other = new Sequential([new Dense(2048, useBias: false)], input: [2048]);
        var told = new Dictionary<string, ProgressSteps>();
        ProgressSteps Of(string what) => told[what] = [];
        ModelBundle.Save(folder["m.forge"], model);
        ModelWeights.Save(folder["w.safetensors"], model, Of("safetensors written"));
        ModelWeights.Save(folder["w.dat"], model, Of("dat written"));
        TorchFiles.Write(folder["w.pth"], TorchFiles.One(TorchFiles.Tensor("0", 2048 * 2048, "K\0", "M\0\bM\0\b\u0086", "M\0\bK\u0001\u0086")), ("data/0", model.parameters().Single().bytes.ToArray()));
        SafeTensors.Write(folder["t.safetensors"], model.state_dict(), Of("tensors written"));
        foreach (var tensor in SafeTensors.Read(folder["t.safetensors"], Of("tensors read")).Values) tensor.Dispose();
        foreach (var file in (string[])["w.safetensors", "w.dat", "w.pth", "m.forge"])
        {
            using (no_grad()) other.parameters().Single().zero_();
            ModelWeights.Load(folder[file], other, new WeightLoadOptions { Progress = Of($"{file} loaded"), Rename = _ => "layers.0.kernel" });
            Assert.IsTrue(other.parameters().Single().eq(model.parameters().Single()).all().item<bool>(), file);
            foreach (var tensor in ModelWeights.Read(folder[file], progress: Of($"{file} read")).Values) tensor.Dispose();
        }
        Assert.HasCount(12, told);
        foreach (var (what, steps) in told)
        {
            CollectionAssert.AreEqual(steps.Order().Distinct().ToList(), steps, what);
            Assert.AreEqual(1, steps[^1], what);
            Assert.IsGreaterThan(10, steps.Count, what);
        }
    }

    // It has all of the file, and not the weights.
    [TestMethod]
    public void Progress_OfWeightsThatDoNotFit_NeverComesToOne()
    {
        using var folder = new Folder();
        using var model = Model(1);
        using var other = nn.Linear(2, 2);
        var steps = new ProgressSteps();
        ModelWeights.Save(folder["w.safetensors"], model);
        Assert.ThrowsExactly<BundleException>(() => ModelWeights.Load(folder["w.safetensors"], other, new WeightLoadOptions { Progress = steps }));
        Assert.IsLessThan(1, steps.Max());
    }

    [TestMethod]
    public void TiedWeight_Saved_StandsOnceAndIsLoadedAgain()
    {
        using var folder = new Folder();
        using var model = new TorchWeightsTests.Tied();
        using (no_grad()) model.right.weight!.fill_(3);
        ModelWeights.Save(folder["w.safetensors"], model);
        ModelWeights.Save(folder["w.dat"], model);
        Assert.AreEqual("left.weight", string.Join(", ", ModelWeights.Read(folder["w.safetensors"]).Keys));
        // Under the names that TorchSharp's load asks for.
        CollectionAssert.AreEqual(model.state_dict().Keys.ToList(), ModelWeights.Read(folder["w.dat"]).Keys.ToList());
        foreach (var file in (string[])["w.safetensors", "w.dat"])
        {
            using var other = new TorchWeightsTests.Tied();
            Assert.AreEqual("left.weight", string.Join(", ", ModelWeights.Load(folder[file], other).Loaded));
            Assert.AreEqual(6f, other.right.weight!.sum().item<float>());
        }
    }

    [TestMethod]
    public void WeightOfTwoNames_Loaded_NeedsOneValue()
    {
        using var folder = new Folder();
        using var model = new TwoNames();
        SafeTensors.Write(folder["same"], new Dictionary<string, Tensor> { ["own"] = ones(2), ["alias"] = ones(2) });
        SafeTensors.Write(folder["other"], new Dictionary<string, Tensor> { ["own"] = ones(2), ["alias"] = zeros(2) });
        Assert.AreEqual("own", string.Join(", ", ModelWeights.Load(folder["same"], model).Loaded));
        ConfigContract.Error<BundleException>($"{folder["other"]}: expected exactly the weights of the TwoNames; received alias as float32 [2] of other values than the weight that it shares "
            + "instead of float32 [2]. Make the model as it was, give a Rename for other names, or load with Strict = false what fits.", () => ModelWeights.Load(folder["other"], model));
        Assert.AreEqual(2f, model.state_dict()["own"].sum().item<float>());
    }

    [TestMethod]
    public void Bundle_Loaded_GivesItsWeights()
    {
        using var folder = new Folder();
        var model = new Sequential([new Dense(2)], input: [3]);
        ModelBundle.Save(folder["m.forge"], model);
        var other = new Sequential([new Dense(2)], input: [3]);
        Assert.IsTrue(ModelWeights.Load(folder["m.forge"], other).IsComplete);
        AssertSame(model, other);
    }

    [TestMethod]
    public void Format_IsToldByTheBytes()
    {
        using var folder = new Folder();
        using var model = Model(1);
        ModelWeights.Save(folder["w.safetensors"], model);
        ModelWeights.Save(folder["w.dat"], model);
        File.Move(folder["w.safetensors"], folder["a.dat"]);
        File.Move(folder["w.dat"], folder["b.safetensors"]);
        File.Copy(TorchFiles.Path("tied.pth"), folder["c.dat"]);
        Assert.AreEqual("7, 7, 2", string.Join(", ", ((string[])["a.dat", "b.safetensors", "c.dat"]).Select(file => ModelWeights.Read(folder[file]).Count)));
        File.WriteAllText(folder["text"], "no weights at all");
        ConfigContract.Error<BundleException>($"{folder["text"]}: expected weights: a .safetensors file, one of PyTorch (.pth, .pt), one of TorchSharp (.dat), or a bundle; "
            + "received a file of 17 bytes that is none of them. Check the path; weights in Python are saved with torch.save(model.state_dict(), path).", () => ModelWeights.Read(folder["text"]));
        ConfigContract.Error<BundleException>($"{folder["a.dat"]}: expected a file of PyTorch, as a KeyPath is given; received one of another format. Leave the KeyPath out.",
            () => ModelWeights.Read(folder["a.dat"], ["model"]));
        ConfigContract.Error<BundleException>($"{folder["w.onnx"]}: expected a file named .safetensors or .dat; received one named .onnx. Name the format; PyTorch reads .safetensors.",
            () => ModelWeights.Save(folder["w.onnx"], model));
    }

    [TestMethod]
    public void OtherWeights_Loaded_ListEverythingAndChangeNothing()
    {
        using var folder = new Folder();
        using var model = new Sequential([new Dense(2), new Dense(1)], input: [3]);
        var before = Values(model);
        SafeTensors.Write(folder["w.safetensors"], new Dictionary<string, Tensor>
        {
            ["layers.0.kernel"] = zeros(3, 2), ["layers.0.bias"] = zeros(3), ["layers.1.kernel"] = zeros(2, 1, ScalarType.Float64), ["head.weight"] = zeros(1),
        });
        ConfigContract.Error<BundleException>($"{folder["w.safetensors"]}: expected exactly the weights of the Sequential; received no layers.1.bias; unknown head.weight; layers.0.bias as float32 [3] instead of float32 [2], "
            + "layers.1.kernel as float64 [2, 1] instead of float32 [2, 1]. Make the model as it was, give a Rename for other names, or load with Strict = false what fits.",
            () => ModelWeights.Load(folder["w.safetensors"], model));
        CollectionAssert.AreEqual(before, Values(model));
        var report = ModelWeights.Load(folder["w.safetensors"], model, new WeightLoadOptions { Strict = false });
        Assert.AreEqual("loaded 1 of 4 weights\n"
            + "not in the file: layers.1.bias. They keep their values; if they stand under other names, give a Rename.\n"
            + "not in the model: head.weight. Leave them out, or give a Rename to the model's names.\n"
            + "not as in the model: layers.0.bias as float32 [3] instead of float32 [2], layers.1.kernel as float64 [2, 1] instead of float32 [2, 1]. "
            + "Make the model's layers of the file's sizes, or set ConvertTypes for other types.", report.ToString());
        Assert.AreEqual(0f, model.state_dict()["layers.0.kernel"].abs().sum().item<float>());
        Assert.AreEqual("layers.0.kernel, layers.1.kernel", string.Join(", ", ModelWeights.Load(folder["w.safetensors"], model, new WeightLoadOptions { Strict = false, ConvertTypes = true }).Loaded));
    }

    [TestMethod]
    public void Rename_GivesTheModelsNames()
    {
        using var folder = new Folder();
        using var model = Model(1);
        ModelWeights.Save(folder["w.safetensors"], nn.Sequential(("module", model)));
        using var other = Model(2);
        ModelWeights.Load(folder["w.safetensors"], other, new WeightLoadOptions { Rename = name => name["module.".Length..] });
        AssertSame(model, other);
        ConfigContract.Error<BundleException>($"{folder["w.safetensors"]}: expected a Rename that gives different names; received \"w\" twice. Give each tensor a name of its own, or null to leave it out.",
            () => ModelWeights.Load(folder["w.safetensors"], other, new WeightLoadOptions { Rename = _ => "w" }));
    }

    [TestMethod]
    public void UnbuiltLayer_SavedOrLoaded_SaysWhich()
    {
        using var folder = new Folder();
        var message = "Sequential, 1: expected a model whose layers are built; received a layer that has seen no input. Build it first: model.EnsureBuilt([-1, features]), or call it on an example.";
        using var model = nn.Sequential(("0", nn.Linear(1, 1)), ("1", new Dense(1)));
        ConfigContract.Error<BundleException>(message, () => ModelWeights.Save(folder["w.dat"], model));
        ConfigContract.Error<BundleException>(message, () => ModelWeights.Load(TorchFiles.Path("tied.pth"), model));
    }

    [TestMethod]
    [DataRow("", "expected a number; received the end of the file.")]
    [DataRow("\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0001", "expected a number of at most 63 bits; received a longer one.")]
    [DataRow("\u00ff\u007f", "expected a number of tensors that its bytes can hold; received 16383 in 2 bytes.")]
    [DataRow("\u0001\u0009ab\0\0\0", "expected a name of at most 65536 bytes; received 9.")]
    [DataRow("\u0001\u0002\u00ff\u00ff\u0006\0\0\0\0\0", "expected a name in UTF-8; received other bytes.")]
    [DataRow("\u0001\u0001a\u0009\u0041\0\0\0\0", "expected at most 64 dimensions; received 65.", ", tensor a")]
    [DataRow("\u0001\u0001a\u0008\0\0\0\0\0", "expected an element type of TorchSharp; received type 8.", ", tensor a")]
    [DataRow("\u0001\u0001a\u0006\u0001\u0002\0\0\0\0", "expected the bytes of [2]; received 4 bytes to the end of the file.", ", tensor a")]
    [DataRow("\u0001\u0001a\u0006\u0002\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "expected the bytes of [9223372036854775807, 9223372036854775807]; received 0 bytes to the end of the file.", ", tensor a")]
    [DataRow("\u0001\u0001a\u0006\0\0\0\0\0\0", "expected nothing after the last tensor; received 1 bytes.")]
    [DataRow("\u0002\u0001a\u0006\0\0\0\0\0\u0001a\u0006\0\0\0\0\0", "expected tensors of different names; received two named a.")]
    public void DamagedDat_Read_IsRefused(string bytes, string message, string place = "")
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["w.dat"], Encoding.Latin1.GetBytes(bytes));
        ConfigContract.Error<BundleException>($"{folder["w.dat"]}{place}: {message} The file is damaged or of another format; write it again.", () => ModelWeights.Read(folder["w.dat"]));
    }

    [TestMethod]
    public void EmptyAndScalarTensors_GoThroughEachFormat()
    {
        using var folder = new Folder();
        using var model = new Holder();
        foreach (var file in (string[])["w.dat", "w.safetensors"])
        {
            ModelWeights.Save(folder[file], model);
            var read = ModelWeights.Read(folder[file]);
            Assert.AreEqual("none Float64 [0, 3], one Float32 []", string.Join(", ", read.OrderBy(item => item.Key).Select(item => $"{item.Key} {item.Value.dtype} {Shape.Of(item.Value)}")));
            Assert.AreEqual(4f, read["one"].item<float>());
        }
    }

    private static TorchSharp.Modules.Sequential Model(int seed)
    {
        manual_seed(seed);
        return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3));
    }

    private static List<string> Values(nn.Module model) => [.. model.state_dict().Select(item => $"{item.Key} {Convert.ToHexString(item.Value.bytes)}")];

    private static void AssertSame(nn.Module expected, nn.Module actual) => CollectionAssert.AreEqual(Values(expected), Values(actual));

    private sealed class TwoNames : nn.Module
    {
        public TwoNames() : base(nameof(TwoNames)) => register_buffer("own", zeros(2));

        public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
        {
            var state = base.state_dict(destination, prefix);
            state["alias"] = state["own"];
            return state;
        }
    }

    private sealed class Holder : nn.Module
    {
        public Holder() : base(nameof(Holder))
        {
            register_buffer("none", empty(0, 3, ScalarType.Float64));
            register_buffer("one", tensor(4f));
            register_buffer("derived", ones(1), persistent: false);
        }
    }
}
