using System.IO.Compression;
using OnnxForge.Authoring;
using static OnnxForge.Tests.Authoring.TorchFiles;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class TorchRefusalTests
{
    private const string Foreign = "Nothing was run. Save the weights alone in Python: torch.save(model.state_dict(), path).";
    private const string Damage = "The file is damaged or of another format; write it again.";

    private static string One1 => Tensor("0", 2, "K\0", "K\u0002\u0085", "K\u0001\u0085");

    [TestMethod]
    [DataRow("cos\nsystem\n(X\u0005\0\0\0touch\u0085R.", "byte 2: expected tensors, numbers, texts and plain containers; received the global \"os.system\". " + Foreign)]
    [DataRow("cbuiltins\neval\n.", "byte 2: expected tensors, numbers, texts and plain containers; received the global \"builtins.eval\". " + Foreign)]
    [DataRow("c__builtin__\ngetattr\n.", "byte 2: expected tensors, numbers, texts and plain containers; received the global \"__builtin__.getattr\". " + Foreign)]
    [DataRow("ctorch\nload\n.", "byte 2: expected tensors, numbers, texts and plain containers; received the global \"torch.load\". " + Foreign)]
    [DataRow("X\u0005\0\0\0posixX\u0006\0\0\0system\u0093.", "byte 23: expected tensors, numbers, texts and plain containers; received the global \"posix.system\". " + Foreign)]
    [DataRow("(i__main__\nNet\n.", "byte 3: expected tensors, numbers, texts and plain containers; received the operation 0x69. " + Foreign)]
    [DataRow("ccollections\nOrderedDict\n)\u0081.", "byte 28: expected tensors, numbers, texts and plain containers; received the operation 0x81. " + Foreign)]
    [DataRow("K\u0001)R.", "byte 5: expected a call of something that may be called; received one of a number. " + Damage)]
    [DataRow("ctorch\nSize\n(K\u0001tR.", "byte 18: expected arguments that Size takes; received a number. " + Damage)]
    [DataRow("K\u0001}b.", "byte 5: expected tensors, numbers, texts and plain containers; received an object with a state. " + Foreign)]
    [DataRow("X\u00ff\u00ff\u00ff\u007fa.", "byte 2: expected a text of at most 2 bytes; received one of 2147483647. " + Damage)]
    [DataRow("\u008a\u0009\0\0\0\0\0\0\0\0\u0001.", "byte 2: expected a whole number of at most 8 bytes; received one of 9. " + Damage)]
    [DataRow("\u0095\u0009\0\0\0\0\0\0\0.", "byte 2: expected a frame in the pickle; received 9 bytes. " + Damage)]
    [DataRow("h\u0007.", "byte 2: expected a value that was remembered; received number 7, which was not. " + Damage)]
    [DataRow("t.", "byte 2: expected a mark on the stack; received none. " + Damage)]
    [DataRow("(K\u0001\u0086.", "byte 5: expected 2 values on the stack; received 1. " + Damage)]
    [DataRow("}X\u0001\0\0\0aK\u0001X\u0001\0\0\0aK\u0002s.", "byte 19: expected a dictionary and pairs of key and value; received a number and 2 values. " + Damage)]
    [DataRow("}(X\u0001\0\0\0aK\u0001X\u0001\0\0\0aK\u0002u.", "byte 20: expected different keys; received \"a\" twice. " + Damage)]
    [DataRow("}]K\u0001s.", "byte 6: expected a key that is a text or a number; received a list. " + Damage)]
    [DataRow("K\u0001a.", "byte 4: expected a value on the stack; received none. " + Damage)]
    [DataRow("K\u0001K\u0002a.", "byte 6: expected a list to append to; received a number. " + Damage)]
    [DataRow("K\u0001Q.", "byte 4: expected the identity of a storage; received a number. " + Damage)]
    [DataRow("K\u0001K\u0002.", "byte 6: expected one value at the end of the pickle; received 2. " + Damage)]
    [DataRow("N.N", "byte 3: expected nothing after the end of the pickle; received 1 bytes. " + Damage)]
    [DataRow("N", "byte 3: expected a whole pickle; received one that ends after 3 bytes. " + Damage)]
    public void Pickle_OfOtherThanWeights_IsRefusedByName(string operations, string message) =>
        ConfigContract.Error<BundleException>($"p, {message}", () => PickleReader.Read(Pickle(operations), "p"));

    [TestMethod]
    public void Protocol_OfBeforeOrAfter_IsRefused() => ConfigContract.Error<BundleException>($"p, byte 0: expected a pickle of protocol 2 to 5; received protocol 9. {Damage}",
        () => PickleReader.Read([0x80, 9, (byte)'N', (byte)'.'], "p"));

    [TestMethod]
    public void Bombs_OfDepthCountAndMemory_AreBounded()
    {
        // A list in a list in a list costs no stack of ours.
        Assert.IsInstanceOfType<List<object?>>(PickleReader.Read(Pickle(new string(']', 400_000) + new string('a', 399_999) + "."), "p"));
        // Each level holds the one before ten times: ten to the thirtieth leaves that nobody visits.
        var levels = Enumerable.Range(0, 30).Select(level => $"q{(char)level}({string.Concat(Enumerable.Repeat($"h{(char)level}", 10))}t");
        Assert.HasCount(31, (object?[])PickleReader.Read(Pickle("(K\u0001", string.Concat(levels), "t."), "p")!);
        // One that holds itself.
        Assert.IsNotNull(PickleReader.Read(Pickle("]q\0h\0a."), "p"));
        foreach (var flood in (string[])["]", "}", "N", "(", ")"])
        {
            var (before, time) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);
            StringAssert.Contains(Assert.ThrowsExactly<BundleException>(() => PickleReader.Read(Pickle(new string(flood[0], 3_000_000)), "p")).Message, "expected at most 500000 values; received more.");
            Assert.IsLessThan(TimeSpan.FromSeconds(1), Environment.CpuUsage.TotalTime - time, flood);
            Assert.IsLessThan(128L << 20, GC.GetAllocatedBytesForCurrentThread() - before, flood);
        }
    }

    [TestMethod]
    [DataRow(2, "K\0", "K\u0003\u0085", "K\u0001\u0085", "expected places in a storage of 2 elements; received place 2.")]
    [DataRow(2, "K\u0001", "K\u0002\u0085", "K\u0001\u0085", "expected places in a storage of 2 elements; received place 2.")]
    [DataRow(2, "K\0", "K\u0002\u0085", ")", "expected a size and a stride for each of at most 64 dimensions; received 1 sizes and 0 strides.")]
    [DataRow(2, "J\u00ff\u00ff\u00ff\u00ff", "K\u0002\u0085", "K\u0001\u0085", "expected a size and a stride for each of at most 64 dimensions; received 1 sizes and 1 strides.")]
    [DataRow(2, "K\0", "J\0\0\0\u0080\u0085", "K\u0001\u0085", "expected a size and a stride for each of at most 64 dimensions; received 1 sizes and 1 strides.")]
    [DataRow(2, "K\0", "J\0\0\0\u0040\u0085", "K\0\u0085", "expected at most 16777216 values; received 1073741824.")]
    [DataRow(2, "K\0", "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f\u0086", "K\u0001K\u0001\u0086", "expected places in a storage of 2 elements; received place 18446744073709551612.")]
    [DataRow(3, "K\0", "K\u0002\u0085", "K\u0001\u0085", "expected the bytes of 3 Float32 elements; received 8 bytes.")]
    [DataRow(-2, "K\0", "K\0\u0085", "K\u0001\u0085", "expected places in a storage of -2 elements; received place 0.")]
    public void Tensor_OutsideOfItsStorage_IsRefused(int count, string offset, string sizes, string strides, string message)
    {
        using var folder = new Folder();
        Write(folder["w.pth"], One(Tensor("0", count, offset, sizes, strides)), ("data/0", new byte[8]));
        ConfigContract.Error<BundleException>($"{folder["w.pth"]}, tensor w: {message} {Damage}", () => ModelWeights.Read(folder["w.pth"]));
    }

    [TestMethod]
    public void Archive_OfOtherShape_IsRefused()
    {
        using var folder = new Folder();
        var path = folder["w.pth"];
        Write(path, One(One1));
        ConfigContract.Error<BundleException>($"{path}, tensor w: expected an entry data/0; received none. {Damage}", () => ModelWeights.Read(path));
        WriteZip(path, CompressionLevel.Optimal, ("archive/data.pkl", One(One1)), ("archive/data/0", new byte[8]));
        ConfigContract.Error<BundleException>($"{path}: expected the entry archive/data.pkl stored as it is; received a compressed or encrypted one. {Damage}", () => ModelWeights.Read(path));
        WriteZip(path, CompressionLevel.NoCompression, ("a/data.pkl", One(One1)), ("b/data.pkl", One(One1)));
        ConfigContract.Error<BundleException>($"{path}: expected weights that PyTorch saved; received a zip with 2 entries */data.pkl. {Damage}", () => ModelWeights.Read(path));
        WriteZip(path, CompressionLevel.NoCompression, ("a/data.pkl", One(One1)), ("a/data.pkl", One(One1)));
        ConfigContract.Error<BundleException>($"{path}: expected entries of different names; received two named a/data.pkl. {Damage}", () => ModelWeights.Read(path));
        Write(path, One(One1), ("data/0", new byte[8]));
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("archive/data/0"u8) + 14] ^= 1;
        File.WriteAllBytes(path, bytes);
        StringAssert.Contains(Assert.ThrowsExactly<BundleException>(() => ModelWeights.Read(path)).Message, "w.pth, archive/data/0: expected bytes of CRC-32 ");
        File.WriteAllBytes(path, [.. bytes, 0]);
        ConfigContract.Error<BundleException>($"{path}: expected a zip that ends with its directory; received other bytes there. {Damage}", () => ModelWeights.Read(path));
    }

    [TestMethod]
    public void OtherFilesOfPyTorch_AreRefusedWithWhatToDo()
    {
        var (legacy, script, whole, checkpoint) = (Path("legacy.pth"), Path("script.pt"), Path("whole-model.pth"), Path("checkpoint.pth"));
        ConfigContract.Error<BundleException>($"{legacy}: expected weights: a .safetensors file, one of PyTorch (.pth, .pt), one of TorchSharp (.dat), or a bundle; "
            + "received a file of PyTorch before 1.6. Save it again in Python: torch.save(torch.load(path, map_location=\"cpu\"), path).", () => ModelWeights.Read(legacy));
        ConfigContract.Error<BundleException>($"{script}: expected weights that PyTorch saved; received a TorchScript file. "
            + "Load it with torch.jit.load, or save the weights alone in Python: torch.save(model.state_dict(), path).", () => ModelWeights.Read(script));
        ConfigContract.Error<BundleException>($"{whole}, data.pkl, byte 2: expected tensors, numbers, texts and plain containers; "
            + $"received the global \"torch.nn.modules.container.Sequential\". {Foreign}", () => ModelWeights.Read(whole));
        ConfigContract.Error<BundleException>($"{checkpoint}: expected a state dict, tensors by name; received one of \"model\" (a dictionary), \"optimizer\" (a dictionary), \"epoch\" (a number), "
            + "\"args\" (a dictionary). Say which part holds the weights: new WeightLoadOptions { KeyPath = [\"model\"] }.", () => ModelWeights.Read(checkpoint));
        ConfigContract.Error<BundleException>($"{checkpoint}: expected a dictionary with the key \"net\"; received one of \"model\" (a dictionary), \"optimizer\" (a dictionary), \"epoch\" (a number), "
            + "\"args\" (a dictionary). Correct the KeyPath.", () => ModelWeights.Read(checkpoint, ["net"]));
        ConfigContract.Error<BundleException>($"{checkpoint}, args, lr: expected a state dict, tensors by name; received a number. "
            + "Save the weights alone in Python: torch.save(model.state_dict(), path).", () => ModelWeights.Read(checkpoint, ["args", "lr"]));
    }
}
