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
}
