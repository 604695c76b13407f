using OnnxForge.Authoring;
using static OnnxForge.Tests.Authoring.TorchFiles;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>The ways in which PyTorch writes tensors, from the first versions to the last: plain ones are read, others are refused with what they are.</summary>
[TestClass]
public sealed class TorchTensorKindsTests
{
    private const string Two = "K\u0002\u0085", One1 = "K\u0001\u0085";

    private static readonly byte[] floats = [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)];

    [TestMethod]
    public void TensorsThatSayTheirType_Read_HaveTheirValues()
    {
        using var folder = new Folder();
        CollectionAssert.AreEqual(new[] { 1.5f, -2f }, Read(folder, TypedTensor("0", 8, "float32", Two, One1), floats).data<float>().ToArray());
        CollectionAssert.AreEqual(new short[] { 1, 2 }, Read(folder, TypedTensor("0", 4, "int16", Two, One1), [1, 0, 2, 0]).data<short>().ToArray());
        Refused(folder, TypedTensor("0", 9, "float32", Two, One1), floats, ", tensor w: expected the bytes of 2 Float32 elements; received 9 bytes. The file is damaged or of another format; write it again.", [0]);
    }

    [TestMethod]
    public void ConjugatedAndNegated_Read_HaveTheirValues()
    {
        using var folder = new Folder();
        var value = Read(folder, TypedTensor("0", 8, "complex64", One1, One1, $"}}{Text("conj")}\u0088s"), floats);
        Assert.AreEqual((1.5f, 2f), (value.real.item<float>(), value.imag.item<float>()));
        CollectionAssert.AreEqual(new[] { -1.5f, 2f }, Read(folder, TypedTensor("0", 8, "float32", Two, One1, $"}}({Text("conj")}\u0089{Text("neg")}\u0088u"), floats).data<float>().ToArray());
        Refused(folder, TypedTensor("0", 8, "float32", Two, One1, $"}}{Text("twisted")}\u0088s"), floats,
            ", data.pkl, byte 174: expected arguments that RebuildTypedTensor takes; received a storage, a number, a tuple, a tuple, a truth value, a dictionary, a name of torch, a dictionary. "
            + "The file is damaged or of another format; write it again.");
    }

    [TestMethod]
    public void ParametersWithAttributes_AndTensorsOfDevices_AreTheirTensors()
    {
        using var folder = new Folder();
        var plain = TorchFiles.Tensor("0", 2, "K\0", Two, One1);
        var attributes = $"}}{Text("name")}{Text("of Python")}s";
        foreach (var wrapped in (string[])
        [
            $"ctorch._utils\n_rebuild_parameter\n({plain}\u0088ccollections\nOrderedDict\n)RtR",
            $"ctorch._utils\n_rebuild_parameter_with_state\n({plain}\u0088ccollections\nOrderedDict\n)R{attributes}tR",
            $"ctorch._utils\n_rebuild_device_tensor_from_cpu_tensor\n({plain}ctorch\nfloat32\n{Text("xla:0")}\u0089tR",
            $"ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_parameter\nctorch.nn.parameter\nParameter\n({plain}\u0088Nt{attributes}tR",
        ])
            CollectionAssert.AreEqual(new[] { 1.5f, -2f }, Read(folder, wrapped, floats).data<float>().ToArray(), wrapped);
        Refused(folder, $"ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_parameter\ncmine\nTagged\n", floats,
            ", data.pkl, byte 80: expected tensors, numbers, texts and plain containers; received the global \"mine.Tagged\". Nothing was run. Save the weights alone in Python: torch.save(model.state_dict(), path).");
    }

    [TestMethod]
    [DataRow("torch._utils\n_rebuild_sparse_tensor", "a sparse tensor", "tensor.to_dense()")]
    [DataRow("torch._utils\n_rebuild_qtensor", "a quantized tensor", "tensor.dequantize()")]
    [DataRow("torch._utils\n_rebuild_nested_tensor", "a nested tensor", "torch.nested.to_padded_tensor(tensor, 0.0)")]
    [DataRow("torch._utils\n_rebuild_meta_tensor_no_storage", "a tensor without values, of the device meta", "module.to_empty(device=\"cpu\") and the values")]
    [DataRow("torch._utils\n_rebuild_wrapper_subclass", "a tensor of a class around others", "the plain tensors within")]
    [DataRow("torch._utils\n_rebuild_device_tensor_from_numpy", "a tensor of a device that hands out arrays", "tensor.cpu()")]
    public void TensorsOfOtherKinds_AreRefusedByNameAndPlace(string global, string what, string remedy)
    {
        using var folder = new Folder();
        Refused(folder, $"c{global}\n", floats, $", data.pkl, byte 9: expected tensors, numbers, texts and plain containers; received {what}, at \"w\" ({global.Replace('\n', '.')}). Save in Python what is plain: {remedy}.");
    }

    [TestMethod]
    [DataRow("uint16", "values of uint16, which TorchSharp lacks", "tensor.to(torch.int32)")]
    [DataRow("float8_e4m3fn", "values of float8, which TorchSharp lacks", "tensor.to(torch.float32)")]
    public void TypesThatTorchSharpLacks_AreRefusedByNameAndPlace(string type, string what, string remedy)
    {
        using var folder = new Folder();
        Refused(folder, TypedTensor("0", 8, type, Two, One1), floats, $", data.pkl, byte 143: expected tensors, numbers, texts and plain containers; received {what}, at \"w\" (torch.{type}). Save in Python what is plain: {remedy}.");
    }

    /// <summary>What PyTorch itself wrote.</summary>
    [TestMethod]
    [DataRow("sparse.pth", "a sparse tensor", "torch._utils._rebuild_sparse_tensor", "tensor.to_dense()")]
    [DataRow("quantized.pth", "a quantized tensor", "torch._utils._rebuild_qtensor", "tensor.dequantize()")]
    public void FilesWithOtherKinds_AreRefusedByNameAndPlace(string file, string what, string global, string remedy)
    {
        var error = Assert.ThrowsExactly<BundleException>(() => ModelWeights.Read(TorchFiles.Path(file)));
        Assert.AreEqual(($"{what}, at \"w\" ({global})", $"Save in Python what is plain: {remedy}."), (error.Received, error.Remedy));
    }

    private static Tensor Read(Folder folder, string tensor, byte[] storage)
    {
        Write(folder["w.pth"], TorchFiles.One(tensor), ("data/0", storage));
        return ModelWeights.Read(folder["w.pth"])["w"];
    }

    private static void Refused(Folder folder, string tensor, byte[] storage, string message, byte[]? more = null)
    {
        Write(folder["w.pth"], TorchFiles.One(tensor), ("data/0", [.. storage, .. more ?? []]));
        ConfigContract.Error<BundleException>(folder["w.pth"] + message, () => ModelWeights.Read(folder["w.pth"]));
    }
}
