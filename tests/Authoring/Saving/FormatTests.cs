using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text.Json;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>docs/format.md is enough to read a bundle: this reader knows nothing else, and has a zip, JSON and numbers to read with.</summary>
[TestClass]
public sealed class FormatTests
{
    [TestMethod]
    public void Bundle_ReadByItsDescriptionAlone_ComputesWhatTheModelComputes()
    {
        var model = BundleSample.MakeModel();
        using var zip = new ZipArchive(new MemoryStream(BundleSample.Bytes));
        var manifest = JsonDocument.Parse(Read(zip, "manifest.json")).RootElement;
        Assert.AreEqual(3, manifest.GetProperty("format").GetInt32());
        foreach (var entry in manifest.GetProperty("entries").EnumerateObject())
        {
            var bytes = Read(zip, entry.Name);
            Assert.AreEqual(entry.Value.GetProperty("size").GetInt64(), bytes.LongLength);
            Assert.AreEqual(entry.Value.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
            Assert.AreEqual(entry.Value.GetProperty("xxh128").GetString(), Convert.ToHexStringLower(XxHash128.Hash(bytes)));
        }
        var description = JsonDocument.Parse(Read(zip, "model.json")).RootElement;
        Assert.AreEqual("onnxforge/dense", description.GetProperty("model").GetProperty("type").GetString());
        var units = description.GetProperty("model").GetProperty("config").GetProperty("units").GetInt32();
        var features = description.GetProperty("build").GetProperty("")[1].GetInt32();
        var (kernel, bias) = (Tensor(zip, "kernel", [features, units]), Tensor(zip, "bias", [units]));
        float[] x = [0.5f, -1, 2];
        using var expected = model.call(tensor(x, 1, 3));
        for (var unit = 0; unit < units; unit++)
            Assert.AreEqual(expected[0, unit].item<float>(), bias[unit] + x.Select((value, feature) => value * kernel[(feature * units) + unit]).Sum(), 1e-6f);
    }

    /// <summary>Of more than one piece, hashes are those of the pieces' hashes; bundles of format 1 have both of the whole, of format 2 XXH128.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void HashOfManyPieces_IsAsDescribed(int format)
    {
        const int Piece = 1 << 24;
        var bytes = new byte[(2 * Piece) + 5];
        new Random(3).NextBytes(bytes);
        using var folder = new Folder(inMemory: true);
        using var values = tensor(bytes);
        using var other = ones(3, 5).t();
        using (var stream = File.Create(folder["m"])) BundleWriter.Write(stream, [BundleWriter.Part("weights.safetensors", new Dictionary<string, Tensor> { ["a"] = other, ["b"] = values, ["c"] = values })], format: format);
        using var zip = ZipFile.OpenRead(folder["m"]);
        var entry = JsonDocument.Parse(Read(zip, "manifest.json")).RootElement.GetProperty("entries").GetProperty("weights.safetensors");
        var whole = Read(zip, "weights.safetensors");
        var expected = format == 1 ? SHA256.HashData(whole) : SHA256.HashData([.. whole.Chunk(Piece).SelectMany(piece => SHA256.HashData(piece))]);
        Assert.AreEqual(Convert.ToHexStringLower(expected), entry.GetProperty("sha256").GetString());
        var quick = format <= 2 ? XxHash128.Hash(whole) : XxHash128.Hash([.. whole.Chunk(Piece).SelectMany(piece => XxHash128.Hash(piece))]);
        Assert.AreEqual(Convert.ToHexStringLower(quick), entry.GetProperty("xxh128").GetString());
        using var read = new HashingStream(new MemoryStream(whole), BundleFormat.Pieces(format), strong: true);
        read.ReadExactly(new byte[whole.Length]);
        Assert.AreEqual((Convert.ToHexStringLower(expected), Convert.ToHexStringLower(quick), Crc32.HashToUInt32(whole)), (read.Sha256, read.XxHash128, read.Crc32));
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(0, 9)]
    [DataRow(9, 0)]
    [DataRow(1, 1)]
    [DataRow(1000, 70001)]
    public void Crc32OfTwoParts_IsThatOfTheWhole(int first, int second)
    {
        var bytes = new byte[first + second];
        new Random(4).NextBytes(bytes);
        Assert.AreEqual(Crc32.HashToUInt32(bytes), CombinedCrc32.Of(Crc32.HashToUInt32(bytes.AsSpan(0, first)), Crc32.HashToUInt32(bytes.AsSpan(first)), second));
    }

    [TestMethod]
    public void Tensors_BeginAtAMultipleOf64InTheFile()
    {
        var data = BundleSample.Bytes.AsSpan().IndexOf(BundleSample.Weights) + 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(BundleSample.Weights);
        Assert.AreEqual(0, data % 64);
    }

    private static float[] Tensor(ZipArchive zip, string name, int[] shape)
    {
        var bytes = Read(zip, "weights.safetensors");
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var entry = JsonDocument.Parse(bytes.AsMemory(8, length)).RootElement.GetProperty(name);
        Assert.AreEqual("F32", entry.GetProperty("dtype").GetString());
        CollectionAssert.AreEqual(shape, entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()).ToList());
        var (begin, end) = (entry.GetProperty("data_offsets")[0].GetInt32(), entry.GetProperty("data_offsets")[1].GetInt32());
        return [.. Enumerable.Range(0, (end - begin) / 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + length + begin + (4 * i))))];
    }

    private static byte[] Read(ZipArchive zip, string name)
    {
        using var content = zip.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
