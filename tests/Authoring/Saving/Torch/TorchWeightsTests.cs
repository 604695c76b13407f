using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class TorchWeightsTests
{
    private const double Tolerance = 1e-6;

    [TestMethod]
    public void TrainedInPython_LoadedIntoTorchSharp_ComputesTheSame()
    {
        using var model = new TorchNetwork();
        var report = ModelWeights.Load(TorchFiles.Path("network.pth"), model);
        Assert.AreEqual((22, true), (report.Loaded.Count, report.IsComplete));
        Compare(model, ["image", "words", "linear", "lstm", "gru", "attention"]);
        Assert.AreEqual(5L, model.state_dict()["bn.num_batches_tracked"].item<long>());
    }

    [TestMethod]
    public void TrainedInPython_LoadedIntoOurLayers_ComputesTheSame()
    {
        using var model = new LayerNetwork();
        model.call(zeros(1, 2, 5, 5), zeros(1, 5, ScalarType.Int64)).Values.ToList().ForEach(value => value.Dispose());
        var report = ModelWeights.Load(TorchFiles.Path("network.pth"), model, new WeightLoadOptions { Rename = name => name.StartsWith("attn.", StringComparison.Ordinal) ? null : name });
        Assert.IsTrue(report.IsComplete, report.ToString());
        Compare(model, ["image", "words", "linear", "lstm", "gru"]);
    }

    [TestMethod]
    public void EveryType_Read_HasItsValues()
    {
        var tensors = ModelWeights.Read(TorchFiles.Path("types.pth"));
        var types = "uint8 Byte, int8 Int8, int16 Int16, int32 Int32, int64 Int64, float16 Float16, bfloat16 BFloat16, float32 Float32, float64 Float64, complex64 ComplexFloat32, complex128 ComplexFloat64, bool Bool";
        Assert.AreEqual(types, string.Join(", ", tensors.Select(item => $"{item.Key} {item.Value.dtype}")));
        foreach (var (name, tensor) in tensors)
        {
            var numbers = tensor.to(ScalarType.ComplexFloat64);
            CollectionAssert.AreEqual(name == "bool" ? [0.0, 1, 1, 1] : new double[] { 0, 1, 2, 3 }, numbers.real.data<double>().ToArray(), name);
            tensor.Dispose();
        }
    }

    [TestMethod]
    public void Views_Read_HaveTheirStridesAndShareMemory()
    {
        var tensors = ModelWeights.Read(TorchFiles.Path("views.pth"));
        var values = string.Join("; ", tensors.Select(item => $"{item.Key} {Shape.Of(item.Value)}: {(item.Value.numel() == 0 ? "" : string.Join(" ", item.Value.contiguous().data<float>().ToArray()))}"));
        Assert.AreEqual("base [3, 4]: 0 1 2 3 4 5 6 7 8 9 10 11; transposed [4, 3]: 0 4 8 1 5 9 2 6 10 3 7 11; steps [2, 2]: 4 6 8 10; expanded [3]: 5 5 5; "
            + "scalar []: 2.5; none [0, 3]: ; first [2]: 1 1; second [2]: 1 1", values);
        using (no_grad()) tensors["base"].zero_();
        Assert.AreEqual(0f, tensors["steps"].sum().item<float>());
        foreach (var tensor in tensors.Values) tensor.Dispose();
    }

    [TestMethod]
    public void Checkpoint_ReadByItsKey_GivesTheWeights()
    {
        using var model = nn.Sequential(("fc", nn.Linear(2, 1)));
        ModelWeights.Load(TorchFiles.Path("checkpoint.pth"), model, new WeightLoadOptions { KeyPath = ["model"] });
        // One step of Adam, 0.001 down, from 1.5, -2 and 0.25.
        var weight = model.state_dict()["fc.weight"].data<float>();
        Assert.AreEqual(1.499f, weight[0], 1e-6f);
        Assert.AreEqual(-2.001f, weight[1], 1e-6f);
        Assert.AreEqual(0.249f, model.state_dict()["fc.bias"].item<float>(), 1e-6f);
    }

    [TestMethod]
    public void LaterProtocol_Read_GivesTheSame()
    {
        var tensors = ModelWeights.Read(TorchFiles.Path("protocol4.pth"));
        Assert.AreEqual("fc.weight, fc.bias", string.Join(", ", tensors.Keys));
    }

    [TestMethod]
    public void TiedWeight_Loaded_FillsTheSharedOne()
    {
        using var model = new Tied();
        var byName = ModelWeights.Load(TorchFiles.Path("tied.pth"), model, new WeightLoadOptions { Rename = name => name == "first" ? "left.weight" : "right.weight" });
        // One name of the model, two of the file that share memory.
        var alone = ModelWeights.Load(TorchFiles.Path("tied.pth"), model, new WeightLoadOptions { Rename = name => name == "first" ? "left.weight" : name });
        Assert.AreEqual(("left.weight", true, true), (string.Join(", ", byName.Loaded), byName.IsComplete, alone.IsComplete));
        CollectionAssert.AreEqual(new[] { 2f, 3f }, model.right.weight!.data<float>().ToArray());
    }

    [TestMethod]
    public void BigEndian_Read_IsTurnedAround()
    {
        using var folder = new Folder();
        byte[] two = [0x40, 0, 0, 0, 0xc0, 0, 0, 0];
        TorchFiles.Write(folder["w.pth"], TorchFiles.One(TorchFiles.Tensor("0", 2, "K\0", "K\u0002\u0085", "K\u0001\u0085")), ("byteorder", "big"u8.ToArray()), ("data/0", two));
        CollectionAssert.AreEqual(new[] { 2f, -2f }, ModelWeights.Read(folder["w.pth"])["w"].data<float>().ToArray());
    }

    [TestMethod]
    public void LongNumbers_OfEachLength_AreReadAsPythonWritesThem()
    {
        foreach (var (bytes, expected) in ((string, long)[])[("\0", 0), ("\u0001\u0005", 5), ("\u0001\u00fb", -5), ("\u0002\u00ff\0", 255), ("\u0006\0\0\0\0\0\u0001", 1L << 40), ("\u0008\0\0\0\0\0\0\0\u0080", long.MinValue)])
            Assert.AreEqual(expected, PickleReader.Read(TorchFiles.Pickle($"\u008a{bytes}."), "p"));
    }

    private static void Compare(nn.Module<Tensor, Tensor, Dictionary<string, Tensor>> model, string[] outputs)
    {
        model.eval();
        var run = ModelWeights.Read(TorchFiles.Path("network-run.pth"));
        using var noGradient = no_grad();
        var results = model.call(run["image"], run["tokens"]);
        foreach (var name in outputs)
            Assert.IsLessThan(Tolerance, (results[name] - run[$"out.{name}"]).abs().max().item<float>(), name);
    }

    internal sealed class Tied : nn.Module<Tensor, Tensor>
    {
        internal readonly TorchSharp.Modules.Linear left = nn.Linear(2, 1, hasBias: false);
        internal readonly TorchSharp.Modules.Linear right = nn.Linear(2, 1, hasBias: false);

        public Tied() : base(nameof(Tied))
        {
            right.weight = left.weight;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => left.call(x) + right.call(x);
    }
}
