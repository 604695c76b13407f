using System.Buffers.Binary;
using System.Text;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class SafeTensorsTests
{
    private const string Damaged = "The file is damaged or of another format; write it again.";

    [TestMethod]
    public void AllTypesAndShapes_WrittenAndRead_AreBitEqual()
    {
        using var folder = new Folder();
        manual_seed(3);
        var tensors = new Dictionary<string, Tensor> { ["scalar"] = tensor(-0.0f), ["empty"] = zeros(0, 3), ["ünï \"code\""] = tensor(new[] { float.NaN, float.Epsilon }) };
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16 }) tensors[$"{type}"] = randn(3, 5).to(type);
        foreach (var type in new[] { ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte }) tensors[$"{type}"] = randint(0, 100, [2, 7]).to(type);
        tensors["bool"] = tensor(new[] { true, false });
        tensors["view"] = arange(12).view(3, 4).t();
        SafeTensors.Write(folder["a"], tensors);
        var read = SafeTensors.Read(folder["a"]);
        CollectionAssert.AreEquivalent(tensors.Keys.ToList(), read.Keys.ToList());
        foreach (var (name, value) in tensors)
        {
            Assert.AreEqual($"{value.dtype} {Shape.Of(value)}", $"{read[name].dtype} {Shape.Of(read[name])}");
            CollectionAssert.AreEqual(value.contiguous().bytes.ToArray(), read[name].bytes.ToArray(), name);
        }
    }

    [TestMethod]
    public void KnownTensors_Written_AreTheFormatsBytes()
    {
        using var folder = new Folder();
        SafeTensors.Write(folder["a"], new Dictionary<string, Tensor> { ["b"] = tensor(new byte[] { 7 }), ["a"] = tensor(new[] { 1f, 2f }) });
        var header = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}""";
        header = header.PadRight(((8 + header.Length + 63) / 64 * 64) - 8);
        CollectionAssert.AreEqual(File(header, [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 7]), System.IO.File.ReadAllBytes(folder["a"]));
    }

    [TestMethod]
    public void UnknownType_Written_IsRefused()
    {
        using var folder = new Folder();
        ConfigContract.Error<BundleException>("Tensor z: expected one of the types F64, I64, F32, I32, F16, BF16, I16, I8, U8, BOOL; received ComplexFloat32. Convert the tensor.",
            () => SafeTensors.Write(folder["a"], new Dictionary<string, Tensor> { ["z"] = zeros(1, ScalarType.ComplexFloat32) }));
        Assert.AreEqual("", folder.Names);
    }

    [TestMethod]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, ", tensor a", "bytes for shape [2] of F32", "4 bytes")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}""", 4, ", tensor a", "bytes for shape [4611686018427387905] of F32", "4 bytes")]
    [DataRow("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, ", tensor a", "shape as a list of whole numbers of 0 or more", "[-1]")]
    [DataRow("""{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,4]}}""", 4, ", tensor a", "one of the types F64, I64, F32, I32, F16, BF16, I16, I8, U8, BOOL", "F4")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, ", tensor a", "data_offsets [begin, end] with begin at most end", "[4,0]")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, ", tensor a", "bytes that begin where the tensor before ends, at 0", "4")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, ", tensor b", "bytes that begin where the tensor before ends, at 4", "0")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "", "tensors that fill the file's 8 bytes of data", "tensors that end at 4")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1000000000],"data_offsets":[0,4000000000]}}""", 4, "", "tensors that fill the file's 4 bytes of data", "tensors that end at 4000000000")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1]}}""", 4, ", tensor a", "an object of dtype, shape and data_offsets", """{"dtype":"F32","shape":[1]}""")]
    [DataRow("[]", 0, "", "a header that begins with {", "one that begins with 5b")]
    public void HostileHeader_Read_IsRefused(string header, int dataBytes, string where, string expected, string received) =>
        Refused(File(header, new byte[dataBytes]), where, expected, received);

    [TestMethod]
    public void HeaderLongerThanTheFile_IsRefused()
    {
        Refused([1, 2, 3], "", "a safetensors file of 8 bytes or more", "3 bytes");
        Refused([255, 255, 255, 255, 255, 255, 255, 255, 1], "", "a header of at most 1 bytes", "a header length of 18446744073709551615");
    }

    [TestMethod]
    public void DuplicateName_OrBrokenJson_IsRefused()
    {
        foreach (var header in new[] { """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", """{"a":""" })
        {
            using var folder = new Folder();
            System.IO.File.WriteAllBytes(folder["a"], File(header, new byte[4]));
            var error = Assert.ThrowsExactly<BundleException>(() => SafeTensors.Read(folder["a"]));
            Assert.AreEqual((folder["a"], "a header of valid JSON without duplicate names", "The file is damaged; write it again."), (error.Where, error.Expected, error.Remedy));
        }
    }

    [TestMethod]
    public void EveryChangedByteOfTheHeader_ReadsOrIsRefused()
    {
        using var folder = new Folder();
        SafeTensors.Write(folder["a"], new Dictionary<string, Tensor> { ["a"] = ones(2, 3), ["b"] = ones(4) });
        var bytes = System.IO.File.ReadAllBytes(folder["a"]);
        var refused = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 0x11;
            try
            {
                using var stream = new MemoryStream(changed);
                foreach (var value in SafeTensors.Read(stream, changed.Length, "a").Values) value.Dispose();
            }
            catch (BundleException)
            {
                refused++;
            }
        }
        Assert.IsGreaterThan(80, refused);
    }

    [TestMethod]
    public void MissingFile_Read_IsRefused()
    {
        using var folder = new Folder();
        ConfigContract.Error<BundleException>($"{folder["a"]}: expected a file that can be read; received a refusal (Could not find file '{folder["a"]}'.). Correct the path or its permissions.",
            () => SafeTensors.Read(folder["a"]));
    }

    private static void Refused(byte[] bytes, string where, string expected, string received)
    {
        using var folder = new Folder();
        System.IO.File.WriteAllBytes(folder["a"], bytes);
        ConfigContract.Error<BundleException>($"{folder["a"]}{where}: expected {expected}; received {received}. {Damaged}", () => SafeTensors.Read(folder["a"]));
    }

    private static byte[] File(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }
}
