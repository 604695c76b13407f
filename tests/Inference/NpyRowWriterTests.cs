using OnnxForge.Inference;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class NpyRowWriterTests
{
    [TestMethod]
    public void Append_Parts_GivesTheBytesOfTheWhole()
    {
        var values = Enumerable.Range(0, 24).ToArray();
        Same(TensorData.Create(values, 12, 2), TensorData.Create(values[..6], 3, 2), TensorData.Create(values[6..6], 0, 2), TensorData.Create(values[6..], 9, 2));
        Same(TensorData.Create(values[..3], 3), TensorData.Create(values[..1], 1), TensorData.Create(values[1..3], 2));
        Same(TensorData.Create(values[..0], 0, 2), TensorData.Create(values[..0], 0, 2));
        Same(TensorData.Scalar(7L), TensorData.Scalar(7L));
    }

    [TestMethod]
    public void Append_TextsThatGrow_GivesTheBytesOfTheWhole()
    {
        // The head grows with the width's digits, and from some rank on by a whole unit of its alignment.
        for (var rank = 1; rank <= 24; rank++)
        {
            long[] rowDims = [.. Enumerable.Repeat(1L, rank - 1)];
            string[] texts = ["a", "", "é😀", new('b', 12), "c", new('d', 120), "e"];
            Same(TensorData.Create(texts, [7, .. rowDims]), TensorData.Create(texts[..2], [2, .. rowDims]), TensorData.Create(texts[2..3], [1, .. rowDims]), TensorData.Create(texts[3..5], [2, .. rowDims]),
                TensorData.Create(texts[5..], [2, .. rowDims]));
        }

        // Several chunks move.
        string[] many = [.. Enumerable.Range(0, 30_000).Select(i => $"{i}")];
        string[] wide = [new('x', 50), "y"];
        Same(TensorData.Create([.. many, .. wide], 30_002), TensorData.Create(many, 30_000), TensorData.Create(wide, 2));
    }

    [TestMethod]
    public void Append_RowsUnlikeTheFirst_IsRefusedAndWritesNothing()
    {
        using var stream = new MemoryStream();
        var writer = new NpyRowWriter(stream);
        HandMadeModels.Fails<NpyFormatException>(writer.Complete, "NumPy stream: expected rows; received none. Append a tensor, of no rows where there are none.");
        writer.Append(TensorData.Create([1f, 2], 1, 2));
        var length = stream.Length;
        foreach (var other in (TensorData[])[TensorData.Create([1f], 1, 1), TensorData.Create([1, 2], 1, 2), TensorData.Create([1f, 2], 2), TensorData.Create(["a", "b"], 1, 2), TensorData.Scalar(1f)])
        {
            HandMadeModels.Fails<NpyFormatException>(() => writer.Append(other), $"NumPy stream: expected rows of <f4 [2], as before; received {other}. Write other arrays to files of their own.");
        }

        Assert.AreEqual(length, stream.Length);
        writer.Complete();
        stream.Position = 0;
        Assert.AreEqual("float32 [1, 2]", NpyFile.Read(stream).ToString());
        Assert.ThrowsExactly<ArgumentException>(() => new NpyRowWriter(new MemoryStream([], writable: false)));
    }

    private static void Same(TensorData whole, params TensorData[] parts)
    {
        using var expected = new MemoryStream();
        NpyFile.Write(expected, whole);
        using var stream = new MemoryStream();
        stream.Write("head"u8);
        var writer = new NpyRowWriter(stream);
        foreach (var part in parts)
        {
            writer.Append(part);
        }

        writer.Complete();
        stream.Write("tail"u8);
        CollectionAssert.AreEqual((byte[])[.. "head"u8, .. expected.ToArray(), .. "tail"u8], stream.ToArray());
    }
}
