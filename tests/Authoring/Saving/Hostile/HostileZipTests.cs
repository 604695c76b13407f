using System.IO.Compression;
using System.Text;
using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

/// <summary>Items 1 to 21 of the list of hostile inputs: the zip.</summary>
[TestClass]
public sealed class HostileZipTests
{
    private const string Remedy = "The file is damaged or no bundle; save the model again.";
    private const string Known = "manifest.json, model.json, weights.safetensors, optimizer.safetensors, training.json";

    private static readonly Dictionary<string, (Func<byte[]> Make, string Expected, string Received)> rows = new()
    {
        ["1 empty"] = (() => [], "a zip of 22 bytes or more", "0 bytes"),
        ["5 parent folder"] = (() => Added("../model.json"), $"no files but {Known}", "\"../model.json\""),
        ["6 absolute"] = (() => Added("/etc/passwd"), $"no files but {Known}", "\"/etc/passwd\""),
        ["7 backslash and drive"] = (() => Added("C:\\model.json"), $"no files but {Known}", "\"C:\\\\model.json\""),
        ["8 NUL"] = (() => Added("model.json\0"), $"no files but {Known}", "\"model.json\\u0000\""),
        ["8 control"] = (() => Added("\u001b[2Jmodel.json"), $"no files but {Known}", "\"\\u001B[2Jmodel.json\""),
        ["8 long"] = (() => Added(new string('m', 60_000)), "a directory of at most 16568 bytes", "60226"),
        ["8 rather long"] = (() => Added(new string('m', 100)), $"no files but {Known}", $"\"{new string('m', 80)}\"..."),
        ["9 duplicate"] = (() => Added("model.json"), "a name that no other file has", "a second file of this name"),
        ["10 other case"] = (() => Added("Model.json"), $"no files but {Known}", "\"Model.json\""),
        ["10 other Unicode form"] = (() => Added("mode\u006c\u0323.json"), $"no files but {Known}", "\"model\u0323.json\""),
        ["11 symbolic link"] = (() => Changed(0, entry => entry with { Attributes = 0xA1FF0000 }), "a regular file", "a symbolic link"),
        ["11 device"] = (() => Changed(0, entry => entry with { Attributes = 0x21FF0000 }), "a regular file", "one of kind 2"),
        ["12 deflated a thousand times"] = (Bomb, "a stored file (method 0)", "a compressed one (method 8)"),
        ["13 a million entries"] = (Million, "at most 5 files", "1000000"),
        ["13 more entries than zip counts"] = (() => RawZip.Write(BundleSample.Entries, count: 65535), "at most 5 files", "65535 or more"),
        ["13 fewer entries than counted"] = (() => RawZip.Write(BundleSample.Entries, count: 4), "4 files in the directory", "3"),
        ["13 more entries than counted"] = (() => RawZip.Write(BundleSample.Entries, count: 2), "a directory of 2 files", "59 bytes more"),
        ["14 overlap"] = (() => Changed(1, entry => entry with { Header = 0 }), "a file that begins at byte *, where the one before ends", "byte 0"),
        ["14 gap"] = (() => Changed(1, entry => entry with { Gap = new byte[10] }), "a file that begins at byte *, where the one before ends", "byte *"),
        ["15 headers differ"] = (() => Changed(0, entry => entry with { LocalSize = 1 }), "a header that says what the directory says", "*"),
        ["15 extra field"] = (() => Changed(0, entry => entry with { LocalExtra = RawZip.Extra(0x7075, 1, 2, 3) }), "no extra fields but zip64's and zeros that align", "field 7075 of 3 bytes"),
        ["15 hidden in the alignment"] = (() => Changed(0, entry => entry with { LocalExtra = RawZip.Extra(0xD935, 64, 0, 1) }), "no extra fields but zip64's and zeros that align", "field d935 of 3 bytes"),
        ["15 half an extra field"] = (() => Changed(0, entry => entry with { LocalExtra = [0x35, 0xD9, 9, 0] }), "whole extra fields", "35d90900"),
        ["16 wrong CRC"] = (() => Changed(1, entry => entry with { Crc32 = 1 }), "bytes of CRC-32 00000001, as the zip says", "*"),
        ["16 wrong CRC of the manifest"] = (() => Changed(2, entry => entry with { Crc32 = 1 }), "bytes of CRC-32 00000001, as the zip says", "*"),
        ["17 size beyond the file"] = (() => Changed(1, entry => entry with { Size = 4_000_000_000, PackedSize = 4_000_000_000 }), "*", "4000000000 bytes, from byte * on"),
        ["17 two sizes"] = (() => Changed(1, entry => entry with { Size = 10 }), "a stored file, whose two sizes are equal", "* and 10"),
        ["17 smaller size"] = (() => Changed(1, entry => entry with { Size = 10, PackedSize = 10 }), "a file that begins at byte *, where the one before ends", "byte *"),
        ["18 zip64 size"] = (() => Zip64(ulong.MaxValue, ulong.MaxValue), "a file within the zip's * bytes", "18446744073709551615 bytes, from byte * on"),
        ["18 zip64 that wraps"] = (() => Zip64(1UL << 63, 1UL << 63), "a file within the zip's * bytes", "9223372036854775808 bytes, from byte * on"),
        ["18 zip64 missing"] = (() => Changed(1, entry => entry with { Size = uint.MaxValue, PackedSize = uint.MaxValue }), "16 bytes of zip64", "0"),
        ["18 zip64 directory"] = (() => End(16, 0xFFFFFFFF), "the end record and locator of zip64 before the last 22 bytes", "*"),
        ["18 directory beyond the file"] = (() => End(16, 0xFFFFFFF0), "a directory that ends at byte *", "180 bytes from byte 4294967280 on"),
        ["18 directory size"] = (() => End(12, 0xFFFFFFFF), "a directory that ends at byte *", "4294967295 bytes from byte * on"),
        ["19 encrypted"] = (() => Changed(0, entry => entry with { Flags = 1 }), "a file that is not encrypted", "an encrypted one"),
        ["19 sizes after the bytes"] = (() => Changed(0, entry => entry with { Flags = 8 }), "a file whose sizes stand before it (flags 0)", "flags 0008"),
        ["19 unknown method"] = (() => Changed(0, entry => entry with { Method = 99 }), "a stored file (method 0)", "a compressed one (method 99)"),
        ["20 prepended"] = (() => [.. "#!/bin/sh\n"u8, .. BundleSample.Bytes], "a directory that ends at byte *", "* bytes from byte * on"),
        ["20 prepended, and the offsets moved"] = (() => RawZip.Write(BundleSample.Entries, before: "#!/bin/sh\n"u8.ToArray()), "a file that begins at byte 0, where the one before ends", "byte 10"),
        ["20 appended"] = (() => [.. BundleSample.Bytes, 0], "the end record of a zip without comment in the last 22 bytes", "*"),
        ["20 comment"] = (() => RawZip.Write(BundleSample.Entries, comment: [1, 2]), "the end record of a zip without comment in the last 22 bytes", "*"),
        ["20 after the directory"] = (() => RawZip.Write(BundleSample.Entries, afterDirectory: [1, 2]), "a directory that ends at byte *", "180 bytes from byte * on"),
        ["21 missing"] = (() => RawZip.Write(BundleSample.Entries.Skip(1)), "the entries manifest.json, model.json, weights.safetensors, and of optimizer.safetensors, training.json what a checkpoint has",
            "weights.safetensors, manifest.json"),
        ["21 none"] = (() => RawZip.Write([]), "the entries manifest.json, model.json, weights.safetensors, and of optimizer.safetensors, training.json what a checkpoint has", "none"),
        ["21 not in the manifest"] = (() => Added("training.json"), "the bundle's entries, model.json, training.json, weights.safetensors", "model.json, weights.safetensors"),
    };

    public static IEnumerable<object[]> Rows => rows.Keys.Select(key => new object[] { key });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void HostileZip_Loaded_IsRefused(string row)
    {
        var (make, expected, received) = rows[row];
        var error = HostileFile.Refused(row, make());
        Assert.IsInstanceOfType<BundleException>(error, row);
        StringAssert.Matches(error.Expected, Pattern(expected), row);
        StringAssert.Matches(error.Received, Pattern(received), row);
        Assert.AreEqual(Remedy, error.Remedy, row);
    }

    /// <summary>Item 2.</summary>
    [TestMethod]
    public void TruncatedBundle_Loaded_IsRefused()
    {
        for (var hundredth = 0; hundredth < 100; hundredth++)
            HostileFile.Refused($"2 cut at {hundredth} %", BundleSample.Bytes[..(BundleSample.Bytes.Length * hundredth / 100)]);
    }

    /// <summary>Item 3: what is not refused must be a byte that means nothing here, such as a permission.</summary>
    [TestMethod]
    public void EveryFlippedByte_Loaded_IsRefusedOrMeansNothing()
    {
        using var folder = new Folder();
        var expected = Kernel(BundleSample.MakeModel());
        var accepted = 0;
        for (var i = 0; i < BundleSample.Bytes.Length; i++)
        {
            var bytes = (byte[])BundleSample.Bytes.Clone();
            bytes[i] ^= 0x15;
            File.WriteAllBytes(folder["m"], bytes);
            try
            {
                using var loaded = ModelBundle.Load(folder["m"], new CustomObjectRegistry()).Model;
                CollectionAssert.AreEqual(expected, Kernel((Dense)loaded), $"byte {i}");
                accepted++;
            }
            catch (BundleException)
            {
                continue;
            }
        }
        // Of each of three files the version and system that made it, the inner attributes (2), and three bytes of the outer ones.
        Assert.IsLessThanOrEqualTo(3 * 7, accepted);
    }

    /// <summary>Item 4.</summary>
    [TestMethod]
    public void RandomBytes_Loaded_AreRefused()
    {
        var random = new Random(4);
        for (var i = 0; i < 50; i++)
        {
            var bytes = new byte[random.Next(5000)];
            random.NextBytes(bytes);
            HostileFile.Refused($"4 random bytes {i}", bytes);
        }
    }

    private static float[] Kernel(Dense layer) => layer.Kernel.data<float>().ToArray();

    private static byte[] Added(string name) => RawZip.Write([.. BundleSample.Entries, new(name, "{}"u8.ToArray())]);

    private static byte[] Changed(int index, Func<RawEntry, RawEntry> change) =>
        RawZip.Write(BundleSample.Entries.Select((entry, i) => i == index ? change(entry) : entry));

    private static byte[] Zip64(ulong size, ulong packed) =>
        Changed(1, entry => entry with { Size = uint.MaxValue, PackedSize = uint.MaxValue, DirectoryExtra = RawZip.Extra(1, RawZip.Bytes(size, packed)) });

    private static byte[] End(int field, uint value)
    {
        var bytes = RawZip.Write(BundleSample.Entries);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 22 + field), value);
        return bytes;
    }

    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(new byte[100_000_000]);
        return Changed(1, entry => entry with { Data = packed.ToArray(), Method = 8, Size = 100_000_000 });
    }

    private static byte[] Million()
    {
        const int Count = 1_000_000;
        var header = new byte[56];
        "PK\u0001\u0002"u8.CopyTo(header);
        header[28] = 10;
        Encoding.ASCII.GetBytes("model.json", header.AsSpan(46));
        ulong size = (ulong)header.Length * Count;
        byte[] end = [0x50, 0x4b, 6, 6, .. RawZip.Bytes(44), 45, 3, 45, 0, .. new byte[8], .. RawZip.Bytes(Count, Count, size, 0), 0x50, 0x4b, 6, 7, 0, 0, 0, 0, .. RawZip.Bytes(size), 1, 0, 0, 0,
            0x50, 0x4b, 5, 6, 0, 0, 0, 0, .. Enumerable.Repeat((byte)0xFF, 12), 0, 0];
        var zip = new byte[(int)size + end.Length];
        for (var i = 0; i < Count; i++) header.CopyTo(zip, i * header.Length);
        end.CopyTo(zip, (int)size);
        return zip;
    }

    private static System.Text.RegularExpressions.Regex Pattern(string text) => new($"^{System.Text.RegularExpressions.Regex.Escape(text).Replace("\\*", ".*")}$");
}
