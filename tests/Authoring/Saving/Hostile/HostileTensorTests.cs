using System.Text;
using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

/// <summary>Items 36 to 48 of the list of hostile inputs: the tensors.</summary>
[TestClass]
public sealed class HostileTensorTests
{
    private const string Kernel = "\"kernel\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[8,32]}", Bias = "\"bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    private static readonly Dictionary<string, (Func<byte[]> Make, string Expected, string Received)> rows = new()
    {
        ["36 header of 0"] = (() => new byte[8], "a header of valid JSON without duplicate names", "*"),
        ["36 header beyond the file"] = (() => [.. RawZip.Bytes(100), 1, 2, 3], "a header of at most 3 bytes", "a header length of 100"),
        ["36 header of 2^64 - 1"] = (() => [.. RawZip.Bytes(ulong.MaxValue), 1, 2, 3], "a header of at most 3 bytes", "a header length of 18446744073709551615"),
        ["36 no header"] = (() => [1, 2], "a file with the weights of its model, such as one of [3, 2]", "no more than 2 values for it"),
        ["37 long header"] = (() => [.. RawZip.Bytes(17_000_000), .. new byte[17_000_000]], "a header of at most 16777216 bytes", "a header length of 17000000"),
        ["37 many tensors"] = (() => Many(60_000), "exactly the weights of the rebuilt model", "no kernel, no bias, *, and 59982 more"),
        ["37 too many tensors"] = (() => Many(70_000), "a header of valid JSON without duplicate names", "It has more than 65536 objects or 1310720 names and values."),
        ["38 leading whitespace"] = (() => BundleSample.Tensors($" {{{Kernel},{Bias}}}", 32), "a header that begins with {", "one that begins with 20"),
        ["38 no JSON"] = (() => BundleSample.Tensors("{'a': 1}", 0), "a header of valid JSON without duplicate names", "*"),
        ["38 text after the JSON"] = (() => BundleSample.Tensors($$"""{ {{Kernel}},{{Bias}} } {"a":1}""", 32), "a header of valid JSON without duplicate names", "*"),
        ["39 overlap"] = (() => BundleSample.Tensors($$"""{ {{Kernel.Replace("[8,32]", "[4,28]")}},{{Bias}} }""", 28), "bytes that begin where the tensor before ends, at 8", "4"),
        ["40 hole"] = (() => BundleSample.Tensors($$"""{ {{Kernel.Replace("[8,32]", "[12,36]")}},{{Bias}} }""", 36), "bytes that begin where the tensor before ends, at 8", "12"),
        ["41 reversed"] = (() => BundleSample.Tensors($$"""{ {{Kernel.Replace("[8,32]", "[32,8]")}},{{Bias}} }""", 32), "data_offsets [begin, end] with begin at most end", "[32,8]"),
        ["41 beyond the file"] = (() => BundleSample.Tensors($$"""{ {{Kernel}},{{Bias}} }""", 31), "tensors that fill the file's 31 bytes of data", "tensors that end at 32"),
        ["41 beyond 2^63"] = (() => BundleSample.Tensors($$"""{ {{Kernel.Replace("32]", "9223372036854775808]")}},{{Bias}} }""", 32), "data_offsets as a list of whole numbers of 0 or more", "[8,9223372036854775808]"),
        ["42 shape that wraps"] = (() => BundleSample.Tensors($$"""{ {{Kernel.Replace("[3,2]", "[4294967296,4294967296,6]")}},{{Bias}} }""", 32), "bytes for shape [4294967296,4294967296,6] of F32", "24 bytes"),
        ["42 shape that wraps to 0"] = (() => BundleSample.Tensors("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0), "bytes for shape [4611686018427387904,4] of F32", "0 bytes"),
        ["42 nothing, and a size that wraps"] = (() => BundleSample.Tensors("""{"a":{"dtype":"F32","shape":[0,9223372036854775807,9223372036854775807],"data_offsets":[0,0]}}""", 0), "bytes for shape *", "0 bytes"),
        ["42 many dimensions"] = (() => BundleSample.Tensors($$"""{"a":{"dtype":"F32","shape":[{{string.Join(',', Enumerable.Repeat(1, 65))}}],"data_offsets":[0,4]} }""", 4), "at most 64 dimensions", "65"),
        ["43 fewer bytes than the shape"] = (() => BundleSample.Tensors($$"""{ {{Kernel.Replace("[3,2]", "[3,3]")}},{{Bias}} }""", 32), "bytes for shape [3,3] of F32", "24 bytes"),
        ["44 unknown type"] = (() => BundleSample.Tensors($$"""{ {{Kernel.Replace("F32", "Q4")}},{{Bias}} }""", 32), "one of the types *", "Q4"),
        ["45 duplicate"] = (() => BundleSample.Tensors($$"""{ {{Kernel}},{{Bias}},{{Bias}} }""", 32), "a header of valid JSON without duplicate names", "*"),
        ["45 missing"] = (() => BundleSample.Tensors($$"""{ {{Bias}} }""", 8), "exactly the weights of the rebuilt model", "no kernel"),
        ["45 unknown"] = (() => BundleSample.Tensors($$"""{ {{Kernel}},{{Bias}},"c":{"dtype":"U8","shape":[1],"data_offsets":[32,33]} }""", 33), "exactly the weights of the rebuilt model", "an unknown c"),
        ["47 polyglot tail"] = (() => [.. BundleSample.Weights, .. "PK\u0005\u0006"u8, .. new byte[18]], "tensors that fill the file's 54 bytes of data", "tensors that end at 32"),
    };

    public static IEnumerable<object[]> Rows => rows.Keys.Select(key => new object[] { key });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void HostileTensors_LoadedInABundle_AreRefused(string row)
    {
        var (make, expected, received) = rows[row];
        var error = HostileFile.Refused(row, BundleSample.Of(weights: make()));
        Assert.IsInstanceOfType<BundleException>(error, row);
        StringAssert.Matches(error.Expected, Pattern(expected), row);
        StringAssert.Matches(error.Received, Pattern(received), row);
    }

    /// <summary>Item 46.</summary>
    [TestMethod]
    public void TensorsOfNothing_AndScalars_Pass()
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["a"], BundleSample.Tensors("""{"e":{"dtype":"F64","shape":[2,0],"data_offsets":[0,0]},"s":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}""", 8));
        var read = SafeTensors.Read(folder["a"]);
        CollectionAssert.AreEqual(new long[] { 2, 0 }, read["e"].shape);
        Assert.AreEqual((0, 0L), (read["s"].shape.Length, read["s"].item<long>()));
    }

    /// <summary>Item 48: only the manifest's digest tells, for the zip is right.</summary>
    [TestMethod]
    public void SwappedTensors_Loaded_AreToldByTheDigest()
    {
        var header = BundleSample.Weights.AsSpan().IndexOf("kernel"u8);
        var swapped = (byte[])BundleSample.Weights.Clone();
        var data = swapped.AsSpan(swapped.Length - 24);
        (data[0], data[4]) = ((byte)(data[4] + 1), data[0]);
        Assert.IsGreaterThan(0, header);
        var error = HostileFile.Refused("48 swapped", RawZip.Write(BundleSample.Entries.Select(entry => Encoding.UTF8.GetString(entry.Name) == "weights.safetensors" ? entry with { Data = swapped } : entry)));
        StringAssert.Matches(error.Message, new("weights\\.safetensors: expected [0-9]+ bytes of XXH128 [0-9a-f]{32}, as the manifest says; received [0-9]+ bytes of XXH128 [0-9a-f]{32}\\. "));
    }

    private static byte[] Many(int count) => BundleSample.Tensors($"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"))}}}", 0);

    private static System.Text.RegularExpressions.Regex Pattern(string text) => new($"^{System.Text.RegularExpressions.Regex.Escape(text).Replace("\\*", "(.|\\n)*")}$");
}
