using System.IO.Compression;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class NpzTests
{
    private string _folder = "";

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("onnxforge-npz-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Read_WhatNumpyWrote_GivesAllArraysInOrder()
    {
        var arrays = NpzFile.Read(new MemoryStream(NumpyFixtures.Get("npz")));
        CollectionAssert.AreEqual(new[] { "x", "labels", "empty" }, arrays.Keys.ToArray());
        CollectionAssert.AreEqual(new[] { 1f, 2f, 3f, 4f }, arrays["x"].AsSpan<float>().ToArray());
        CollectionAssert.AreEqual(new[] { "a", "bc" }, arrays["labels"].AsSpan<string>().ToArray());
        Assert.AreEqual("int64 [0]", arrays["empty"].ToString());
    }

    [TestMethod]
    public void Read_Compressed_GivesAllArrays()
    {
        var arrays = NpzFile.Read(new MemoryStream(NumpyFixtures.Get("npzCompressed")));
        Assert.AreEqual("float32 [2, 2]", arrays["x"].ToString());
        CollectionAssert.AreEqual(new[] { "a", "bc" }, arrays["labels"].AsSpan<string>().ToArray());
    }

    [TestMethod]
    public void Write_NamedTensors_RoundTripStoredAndInOrder()
    {
        var path = Path.Combine(_folder, "x.npz");
        NpzFile.Write(path, Sample());
        var arrays = NpzFile.Read(path);
        CollectionAssert.AreEqual(new[] { "zeta", "alpha/é", "scalar" }, arrays.Keys.ToArray());
        CollectionAssert.AreEqual(new[] { 1f, 2f }, arrays["zeta"].AsSpan<float>().ToArray());
        CollectionAssert.AreEqual(new[] { "a", "😀" }, arrays["alpha/é"].AsSpan<string>().ToArray());
        Assert.AreEqual("int64 []", arrays["scalar"].ToString());
        using var archive = ZipFile.OpenRead(path);
        Assert.IsTrue(archive.Entries.All(entry => entry.CompressedLength == entry.Length), "entries are stored");
        Assert.IsTrue(archive.Entries.All(entry => entry.LastWriteTime.DateTime == new DateTime(1980, 1, 1)), "time stamps are fixed");
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(_folder));
    }

    [TestMethod]
    public void Write_Twice_GivesTheSameBytes()
    {
        var first = new MemoryStream();
        NpzFile.Write(first, Sample());
        var second = new MemoryStream();
        NpzFile.Write(second, Sample());
        CollectionAssert.AreEqual(first.ToArray(), second.ToArray());
    }

    [TestMethod]
    public void Write_BadNamesOrTensors_LeaveNothing()
    {
        var path = Path.Combine(_folder, "x.npz");
        var one = TensorData.Create([1f], 1);
        Fails<NpyFormatException>(() => NpzFile.Write(path, [new("a", one), new("a", one)]), $"File '{path}': expected a different name for each tensor; received 'a' twice. Rename the tensor.");
        Fails<NpyFormatException>(() => NpzFile.Write(path, [new("", one)]), $"File '{path}': expected a different name for each tensor; received an empty name. Rename the tensor.");
        Fails<NpyFormatException>(
            () => NpzFile.Write(path, [new("a", one), new("b", TensorData.FromBytes(ElementType.BFloat16, [1], [0, 0]))]),
            $"File '{path}', entry 'b.npy': expected an element type that NumPy has; received bfloat16 [1]. Convert to float32, which holds every bfloat16 exactly.");
        Assert.AreEqual(0, Directory.GetFileSystemEntries(_folder).Length);
    }

    [TestMethod]
    public void Read_ChangedByteInAnArray_IsNoticed()
    {
        var bytes = NumpyFixtures.Get("npz");
        var start = bytes.AsSpan().IndexOf(new byte[] { 0, 0, 0x80, 0x3F });
        bytes[start + 2] = 0x81;
        Fails<NpyFormatException>(
            () => NpzFile.Read(new MemoryStream(bytes)),
            "NumPy archive, entry 'x.npy': expected 144 bytes of checksum 7520FB4E; received 144 bytes of E82F1A38. The file is damaged: copy or save it again.");
    }

    [TestMethod]
    public void Read_NoArchive_SaysSo()
    {
        var path = Path.Combine(_folder, "x.npz");
        File.WriteAllBytes(path, NumpyFixtures.Get("<f4"));
        var error = Assert.ThrowsExactly<NpyFormatException>(() => NpzFile.Read(path));
        Assert.AreEqual($"File '{path}': expected a zip archive of .npy files; received End of Central Directory record could not be found. The file is damaged or no .npz file: copy or save it again.", error.Message);
    }

    [TestMethod]
    public void Read_EveryCut_IsATypedError()
    {
        var bytes = NumpyFixtures.Get("npzCompressed");
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsExactly<NpyFormatException>(() => NpzFile.Read(new MemoryStream(bytes, 0, length)));
        }
    }

    [TestMethod]
    [DataRow("npz")]
    [DataRow("npzCompressed")]
    public void Read_RandomChanges_GiveTensorsOrATypedError(string name)
    {
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = NumpyFixtures.Get(name);
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.IsTrue(NpzFile.Read(new MemoryStream(bytes)).Count <= 3);
            }
            catch (NpyFormatException error)
            {
                StringAssert.StartsWith(error.Where, "NumPy archive");
            }
        }
    }

    [TestMethod]
    public void Read_OtherFileInside_IsRefused()
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("notes.txt");
        }

        Fails<NpyFormatException>(() => NpzFile.Read(stream), "NumPy archive, entry 'notes.txt': expected a name that ends in .npy; received another file. Save the arrays with numpy.savez.");
    }

    [TestMethod]
    public void Read_NameTwice_IsRefused()
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < 2; i++)
            {
                using var content = archive.CreateEntry("a.npy").Open();
                content.Write(NumpyFixtures.Get("scalar"));
            }
        }

        Fails<NpyFormatException>(() => NpzFile.Read(stream), "NumPy archive, entry 'a.npy': expected each name once; received the name again. Save the arrays under different names.");
    }

    private static KeyValuePair<string, TensorData>[] Sample() =>
    [
        new("zeta", TensorData.Create([1f, 2f], 2)),
        new("alpha/é", TensorData.Create(["a", "😀"], 2)),
        new("scalar", TensorData.Create([3L])),
    ];
}
