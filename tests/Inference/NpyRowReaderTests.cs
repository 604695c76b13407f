using OnnxForge.Inference;
using OnnxForge.Tests.Cli;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class NpyRowReaderTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Cleanup() => folder.Dispose();

    [TestMethod]
    public void Read_Parts_GiveTheWholeArray()
    {
        NpyFile.Write(folder["x.npy"], TensorData.Create(Enumerable.Range(0, 14).ToArray(), 7, 2));
        using var reader = new NpyRowReader(folder["x.npy"]);
        Assert.AreEqual(ElementType.Int32, reader.Type);
        CollectionAssert.AreEqual(new long[] { 7, 2 }, reader.Dims.ToArray());

        List<int> read = [];
        List<long> rows = [];
        while (reader.Read(3) is { } part)
        {
            read.AddRange(part.AsSpan<int>());
            rows.Add(part.Dims[0]);
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 14).ToArray(), read);
        CollectionAssert.AreEqual(new long[] { 3, 3, 1 }, rows);
        Assert.AreEqual(7, reader.Position);
    }

    [TestMethod]
    public void Open_FileThatHasNoRows_IsRefused()
    {
        NpyFile.Write(folder["scalar.npy"], TensorData.Scalar(1f));
        HandMadeModels.Fails<NpyFormatException>(() => new NpyRowReader(folder["scalar.npy"]).Dispose(),
            $"File '{folder["scalar.npy"]}': expected an array of rows, in row-major order; received a scalar. Read it whole with NpyFile.Read.");
        NpyFile.Write(folder["cut.npy"], TensorData.Create(new float[4], 2, 2));
        using (var stream = new FileStream(folder["cut.npy"], FileMode.Open)) stream.SetLength(stream.Length - 1);
        HandMadeModels.Fails<NpyFormatException>(() => new NpyRowReader(folder["cut.npy"]).Dispose(),
            $"File '{folder["cut.npy"]}': expected 16 bytes of elements; received 15. The file is cut off, or holds more than one array: copy or save it again.");
        HandMadeModels.Fails<InferenceException>(() => new NpyRowReader(folder["none.npy"]).Dispose(), $"File '{folder["none.npy"]}': expected a NumPy file; received no file at that path. Check the path.");
    }

    [TestMethod]
    [DataRow("npz")]
    [DataRow("npzCompressed")]
    public void Read_PartsOfArraysInAnArchive_GiveEachWhole(string fixture)
    {
        File.WriteAllBytes(folder["a.npz"], NumpyFixtures.Get(fixture));
        foreach (var (name, whole) in NpzFile.Read(folder["a.npz"]).Where(array => array.Value.Dims.Count > 0 && array.Value.Type != ElementType.String))
        {
            using var reader = new NpyRowReader(folder["a.npz"], name);
            List<byte> read = [];
            while (reader.Read(1) is { } part) read.AddRange(part.Bytes);
            CollectionAssert.AreEqual(whole.Bytes.ToArray(), read, name);
            Assert.AreEqual(whole.Dims[0], reader.Position);
        }

        CollectionAssert.AreEqual(NpzFile.Read(folder["a.npz"]).Keys.ToList(), NpzFile.Names(folder["a.npz"]).ToList());
        HandMadeModels.Fails<NpyFormatException>(() => new NpyRowReader(folder["a.npz"], "none").Dispose(),
            $"File '{folder["a.npz"]}': expected an array 'none'; received {string.Join(", ", NpzFile.Names(folder["a.npz"]))}. Give the name of an array in the archive.");
    }

    /// <summary>What was changed in an archive is known at the end of its array at the latest, and one without rows is at its end at once.</summary>
    [TestMethod]
    public void Read_DamagedArchive_IsATypedError()
    {
        NpzFile.Write(folder["a.npz"], new Dictionary<string, TensorData> { ["x"] = TensorData.Create([1f, 2, 3], 3), ["none"] = TensorData.Create(Array.Empty<float>(), 0, 2) });
        var bytes = File.ReadAllBytes(folder["a.npz"]);
        bytes[bytes.AsSpan().IndexOf(new byte[] { 0, 0, 0x80, 0x3F }) + 2] = 0x81;
        File.WriteAllBytes(folder["a.npz"], bytes);
        using (var reader = new NpyRowReader(folder["a.npz"], "x"))
        {
            Assert.AreEqual(2, reader.Read(2)!.Count);
            StringAssert.StartsWith(Assert.ThrowsExactly<NpyFormatException>(() => reader.Read(2)).Message, $"File '{folder["a.npz"]}', entry 'x.npy': expected 140 bytes of checksum ");
        }

        using (var reader = new NpyRowReader(folder["a.npz"], "none")) Assert.IsNull(reader.Read(1));
        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var changed = NumpyFixtures.Get(round % 2 == 0 ? "npz" : "npzCompressed");
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder["b.npz"], changed);
            try
            {
                foreach (var name in NpzFile.Names(folder["b.npz"]))
                {
                    using var reader = new NpyRowReader(folder["b.npz"], name);
                    while (reader.Read(2) is not null) ;
                }
            }
            catch (NpyFormatException error)
            {
                StringAssert.StartsWith(error.Where, $"File '{folder["b.npz"]}'");
            }
        }
    }
}
