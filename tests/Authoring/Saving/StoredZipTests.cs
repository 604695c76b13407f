using System.IO.Compression;
using OnnxForge.Authoring;
using OnnxForge.Tests.Export;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class StoredZipTests
{
    private static readonly string[] names = ["a", "model.json", "empty"];

    [TestMethod]
    [DataRow(uint.MaxValue)]
    [DataRow(0)]
    [DataRow(500)]
    public void Files_Written_AreReadByOursAndDotNets(long zip64From)
    {
        var contents = new Dictionary<string, byte[]> { ["a"] = [1, 2, 3], ["model.json"] = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)], ["empty"] = [] };
        using var stream = new MemoryStream();
        var writer = new StoredZipWriter(stream, zip64From);
        foreach (var (name, bytes) in contents) Assert.AreEqual((name, bytes.LongLength), (writer.Add(name, part => part.Write(bytes)).Name, bytes.LongLength));
        writer.Finish();
        foreach (var file in StoredZip.Read(stream, "zip", names))
        {
            Assert.AreEqual(0, file.Offset % 64, file.Name);
            CollectionAssert.AreEqual(contents[file.Name], stream.ToArray()[(int)file.Offset..(int)(file.Offset + file.Length)]);
        }
        using var zip = new ZipArchive(stream);
        CollectionAssert.AreEqual(contents.Keys.ToList(), zip.Entries.Select(entry => entry.FullName).ToList());
        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            CollectionAssert.AreEqual(contents[entry.FullName], copy.ToArray());
            Assert.AreEqual((new DateTime(1980, 1, 1), entry.Length), (entry.LastWriteTime.DateTime, entry.CompressedLength));
        }
    }

    [TestMethod]
    public void ZipOfDotNet_Stored_IsRead()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = zip.CreateEntry("a", CompressionLevel.NoCompression).Open();
            content.Write([1, 2, 3]);
        }
        var file = StoredZip.Read(stream, "zip", names).Single();
        Assert.AreEqual(("a", 3L, 0x55bc801du), (file.Name, file.Length, file.Crc32));
    }

    /// <summary>Files and places beyond 4 GiB, for which there is time only when long tests are asked for; by default the records are those of zip64 from a smaller size on.</summary>
    [TestMethod]
    public void FilesBeyond4GiB_Written_AreRead()
    {
        using var folder = new Folder();
        var (length, from) = LongTests.Asked ? ((4L << 30) + 5, uint.MaxValue) : ((1L << 20) + 5, 1L << 20);
        using var stream = new FileStream(folder["zip"], FileMode.CreateNew, FileAccess.ReadWrite);
        var writer = new StoredZipWriter(stream, from);
        writer.Add("a", part =>
        {
            var piece = new byte[1 << 20];
            for (var left = length; left > 0; left -= piece.Length) part.Write(piece.AsSpan(0, (int)Math.Min(piece.Length, left)));
        });
        writer.Add("model.json", part => part.Write("{}"u8));
        writer.Finish();
        var files = StoredZip.Read(stream, "zip", names);
        Assert.AreEqual(("a", length, "model.json", 2L), (files[0].Name, files[0].Length, files[1].Name, files[1].Length));
        Assert.IsGreaterThan(length, files[1].Offset);
        using var zip = new ZipArchive(stream);
        Assert.AreEqual((length, 2L), (zip.GetEntry("a")!.Length, zip.GetEntry("model.json")!.Length));
        using var reader = new StreamReader(zip.GetEntry("model.json")!.Open());
        Assert.AreEqual("{}", reader.ReadToEnd());
    }
}
