using System.IO.Compression;
using System.Text;
using OnnxForge.Authoring;
using OnnxForge.Inference;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class NumpyFileTests
{
    [TestMethod]
    [DataRow(ScalarType.Bool)]
    [DataRow(ScalarType.Byte)]
    [DataRow(ScalarType.Int8)]
    [DataRow(ScalarType.Int16)]
    [DataRow(ScalarType.Int32)]
    [DataRow(ScalarType.Int64)]
    [DataRow(ScalarType.Float16)]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    [DataRow(ScalarType.ComplexFloat32)]
    [DataRow(ScalarType.ComplexFloat64)]
    public void EveryType_WrittenAndRead_IsTheSame(ScalarType type)
    {
        using var folder = new TemporaryFolder();
        foreach (long[] shape in (long[][])[[2, 3], [], [0, 4], [5]])
        {
            var tensor = (randn(shape) * 3).to(type);
            NumpyFile.Write(folder.File("a.npy"), tensor);
            var read = NumpyFile.Read(folder.File("a.npy"));
            Assert.AreEqual(type, read.dtype);
            CollectionAssert.AreEqual(shape, read.shape);
            Assert.IsTrue(read.eq(tensor).all().item<bool>());
        }
    }

    [TestMethod]
    public void File_IsTheOneThatInferenceWrites()
    {
        using var folder = new TemporaryFolder();
        string ours = folder.File("ours.npy"), theirs = Path.Combine(folder.Path, "theirs.npy");
        NumpyFile.Write(ours, tensor(new[,] { { 1.5, 2 }, { 3, 4 } }).T);
        NpyFile.Write(theirs, TensorData.Create(new[] { 1.5, 3, 2, 4 }, [2, 2]));
        CollectionAssert.AreEqual(File.ReadAllBytes(theirs), File.ReadAllBytes(ours));

        NumpyFile.WriteArchive(ours, new Dictionary<string, Tensor> { ["a"] = ones(2), ["b"] = tensor(1L) });
        NpzFile.Write(theirs, [new("a", TensorData.Create(new[] { 1f, 1f }, [2])), new("b", TensorData.Create(new[] { 1L }, []))]);
        CollectionAssert.AreEqual(File.ReadAllBytes(theirs), File.ReadAllBytes(ours));
        var read = NumpyFile.ReadArchive(theirs);
        Assert.AreEqual("a [2] Float32, b [] Int64", string.Join(", ", read.Select(item => $"{item.Key} {Shape.Of(item.Value)} {item.Value.dtype}")));
    }

    [TestMethod]
    public void BigEndianAndFortranOrder_AreRead()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.npy");
        // np.array([[1, 2, 3], [4, 5, 6]], dtype='>i2', order='F')
        File.WriteAllBytes(path, Npy("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }", [0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6]));
        CollectionAssert.AreEqual(new short[,] { { 1, 2, 3 }, { 4, 5, 6 } }, NumpyFile.Read(path).ToArray());
    }

    [TestMethod]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 4, "expected 24 bytes of elements for <f4 [2, 3]; received 4. The file is cut off or damaged, or holds more than one array; save it again.")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 8, "expected 4 bytes of elements for <f4 [1]; received 8. The file is cut off or damaged, or holds more than one array; save it again.")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807, 9223372036854775807), }", 4,
        "expected a shape of at most 9223372036854775807 bytes; received [9223372036854775807, 9223372036854775807, 9223372036854775807]. The file is damaged; save the array again.")]
    [DataRow("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 4, "expected elements of b1, u1, i1, i2, i4, i8, f2, f4, f8, c8, c16; received \"|O\". Python objects are not read; save the array with a numeric dtype.")]
    [DataRow("{'descr': '<u2', 'fortran_order': False, 'shape': (2,), }", 4, "expected elements of b1, u1, i1, i2, i4, i8, f2, f4, f8, c8, c16; received \"<u2\". Convert the array in NumPy with astype before saving it.")]
    [DataRow("{'descr': '|b1', 'fortran_order': False, 'shape': (4,), }", 4, "expected booleans as bytes of 0 or 1; received 7. The file is damaged; save the array again.")]
    [DataRow("{'descr': __import__('os'), }", 4, "expected a header {'descr': ..., 'fortran_order': ..., 'shape': ..., }; received {'descr': __import__('os'), }. The file is damaged: save the array again.")]
    public void DamagedFile_IsRefused(string header, int bytes, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.npy");
        File.WriteAllBytes(path, Npy(header, [.. Enumerable.Repeat((byte)7, bytes)]));
        Assert.AreEqual($"{path}: {expected}", Assert.ThrowsExactly<DataException>(() => NumpyFile.Read(path)).Message);
    }

    [TestMethod]
    public void Archive_ThatIsDamagedOrHoldsOtherThings_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.npz");
        NumpyFile.WriteArchive(path, new Dictionary<string, Tensor> { ["a"] = zeros(100) });
        var bytes = File.ReadAllBytes(path);
        bytes[300] ^= 1;
        File.WriteAllBytes(path, bytes);
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => NumpyFile.ReadArchive(path)).Message, $"{path}, entry a.npy: expected 528 bytes of checksum");

        using (var archive = ZipFile.Open(folder.File("b.npz"), ZipArchiveMode.Create)) archive.CreateEntry("readme.txt");
        Assert.AreEqual($"{folder.File("b.npz")}, entry readme.txt: expected arrays, NAME.npy, each name once; received another file. Save the arrays with numpy.savez.",
            Assert.ThrowsExactly<DataException>(() => NumpyFile.ReadArchive(folder.File("b.npz"))).Message);
    }

    [TestMethod]
    public void CompressedArchive_IsRead()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.npz");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var entry = archive.CreateEntry("a.npy", CompressionLevel.SmallestSize).Open())
            entry.Write(Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000,), }", new byte[8000]));
        Assert.IsTrue(NumpyFile.ReadArchive(path)["a"].eq(zeros(1000, ScalarType.Float64)).all().item<bool>());
    }

    [TestMethod]
    public void Write_OfATypeThatNumpyLacks_LeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.npy");
        NumpyFile.Write(path, ones(1));
        Assert.AreEqual($"{path}: expected a type that NumPy has; received BFloat16. Cast to ScalarType.Float32, which holds every BFloat16 exactly.",
            Assert.ThrowsExactly<DataException>(() => NumpyFile.Write(path, ones(1, ScalarType.BFloat16))).Message);
        Assert.AreEqual(1f, NumpyFile.Read(path).item<float>());
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    private static byte[] Npy(string header, byte[] data)
    {
        var text = header.PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. Encoding.Latin1.GetBytes(text), .. data];
    }
}
