using System.Text;
using Microsoft.ML.OnnxRuntime;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class NpyWriteTests
{
    private string _folder = "";

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("onnxforge-npy-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("<f2")]
    [DataRow("<f4")]
    [DataRow("<f8")]
    [DataRow("<i1")]
    [DataRow("<i2")]
    [DataRow("<i4")]
    [DataRow("<i8")]
    [DataRow("<u1")]
    [DataRow("<u2")]
    [DataRow("<u4")]
    [DataRow("<u8")]
    [DataRow("b1")]
    [DataRow("scalar")]
    [DataRow("empty")]
    [DataRow("text")]
    [DataRow("textScalar")]
    public void Write_WhatNumpyWrote_GivesTheSameBytes(string name)
    {
        var bytes = NumpyFixtures.Get(name);
        var stream = new MemoryStream();
        NpyFile.Write(stream, NpyFile.Read(new MemoryStream(bytes)));
        CollectionAssert.AreEqual(bytes, stream.ToArray());
    }

    [TestMethod]
    public void Write_File_RoundTripsAndReplaces()
    {
        var path = Path.Combine(_folder, "x.npy");
        NpyFile.Write(path, TensorData.Create(new double[500_000], 500_000));
        NpyFile.Write(path, TensorData.Create([1f, 2f], 2, 1));
        var tensor = NpyFile.Read(path);
        Assert.AreEqual("float32 [2, 1]", tensor.ToString());
        CollectionAssert.AreEqual(new[] { 1f, 2f }, tensor.AsSpan<float>().ToArray());
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(_folder));
    }

    [TestMethod]
    public void Write_VeryManyDims_UsesVersion2()
    {
        var dims = Enumerable.Repeat(1L, 30_000).ToArray();
        var stream = new MemoryStream();
        NpyFile.Write(stream, TensorData.Create([5], dims));
        Assert.AreEqual(2, stream.ToArray()[6]);
        Assert.AreEqual(0, (stream.Length - 4) % 64);
        stream.Position = 0;
        Assert.AreEqual(30_000, NpyFile.Read(stream).Dims.Count);
    }

    [TestMethod]
    public void Write_BFloat16_IsRefusedAndLeavesNothing()
    {
        var path = Path.Combine(_folder, "x.npy");
        Fails<NpyFormatException>(
            () => NpyFile.Write(path, TensorData.Create([(BFloat16)1f, (BFloat16)2f], 2)),
            $"File '{path}': expected an element type that NumPy has; received bfloat16 [2]. Convert to float32, which holds every bfloat16 exactly.");
        Assert.AreEqual(0, Directory.GetFileSystemEntries(_folder).Length);
    }

    [TestMethod]
    public void Write_TextThatWouldNotReadBack_IsRefused()
    {
        var stream = new MemoryStream();
        Fails<NpyFormatException>(() => NpyFile.Write(stream, TensorData.Create(["a", "b\0"], 2)), "NumPy stream: expected text that does not end in a zero character, which NumPy cuts off; received one in element 1. Remove it.");
        Fails<NpyFormatException>(() => NpyFile.Write(stream, TensorData.Create(["\uD83D"], 1)), "NumPy stream: expected text of whole characters; received half a surrogate pair in element 0. Correct the text.");
        Assert.AreEqual(0, stream.Length);
    }

    [TestMethod]
    public void Write_FolderMissing_NamesThePath()
    {
        var path = Path.Combine(_folder, "none", "x.npy");
        var error = Assert.ThrowsExactly<InferenceException>(() => NpyFile.Write(path, TensorData.Create([1f], 1)));
        Assert.AreEqual($"File '{path}'", error.Where);
        Assert.AreEqual("Choose an existing folder that this process may write to", error.Remedy);
    }

    [TestMethod]
    public void Read_MissingFileOrDirectory_NamesThePath()
    {
        var path = Path.Combine(_folder, "none.npy");
        Fails<InferenceException>(() => NpyFile.Read(path), $"File '{path}': expected a NumPy file; received no file at that path. Check the path.");
        Fails<InferenceException>(() => NpyFile.Read(_folder), $"File '{_folder}': expected a NumPy file; received a directory. Check the path.");
    }

    [TestMethod]
    public void Read_FileWithSomethingBehind_IsRefused()
    {
        var path = Path.Combine(_folder, "x.npy");
        File.WriteAllBytes(path, [.. NumpyFixtures.Get("scalar"), .. Encoding.ASCII.GetBytes("more")]);
        Fails<NpyFormatException>(() => NpyFile.Read(path), $"File '{path}': expected one array; received 4 bytes after it. Save each array to a file of its own, or read them one by one from a stream.");
    }
}
