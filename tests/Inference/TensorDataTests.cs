using Microsoft.ML.OnnxRuntime;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class TensorDataTests
{
    [TestMethod]
    public void ElementType_Names_RoundTripAndAreNumpys()
    {
        string[] names = ["float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool", "string"];
        CollectionAssert.AreEqual(names, Enum.GetValues<ElementType>().Select(type => type.ToName()).ToArray());
        foreach (var type in Enum.GetValues<ElementType>())
        {
            Assert.AreEqual(type, ElementTypes.Parse(type.ToName()));
        }
    }

    [TestMethod]
    public void ElementType_UnknownName_ListsTheKnown()
    {
        Assert.IsFalse(ElementTypes.TryParse("Float32", out _));
        Fails<InferenceException>(() => ElementTypes.Parse("float"), "Element type: expected one of float32, float64, float16, bfloat16, int8, int16, int32, int64, uint8, uint16, uint32, uint64, bool, string; received 'float'. Use one of these names.");
    }

    [TestMethod]
    public void Create_Array_IsSharedNotCopied()
    {
        var values = new[] { 1f, 2f, 3f, 4f, 5f, 6f };
        var tensor = TensorData.Create(values, 2, 3);
        values[5] = 60;
        Assert.AreEqual(60f, tensor.AsSpan<float>()[5]);
        Assert.AreEqual(6, tensor.Count);
        Assert.AreEqual("float32 [2, 3]", tensor.ToString());
        CollectionAssert.AreEqual(new long[] { 2, 3 }, tensor.Dims.ToArray());
    }

    [TestMethod]
    public void Create_NoDims_IsAScalar()
    {
        var tensor = TensorData.Create([7L]);
        Assert.AreEqual("int64 []", tensor.ToString());
        Assert.AreEqual(7L, tensor.AsSpan<long>()[0]);
    }

    [TestMethod]
    public void Create_HalfAndFloat16_ReadAsEachOther()
    {
        var tensor = TensorData.Create([(Half)1.5f, (Half)(-2f)], 2);
        Assert.AreEqual(ElementType.Float16, tensor.Type);
        Assert.AreEqual(BitConverter.HalfToUInt16Bits((Half)1.5f), tensor.AsSpan<Float16>()[0].value);
        Assert.AreEqual((Half)(-2f), tensor.AsSpan<Half>()[1]);
    }

    [TestMethod]
    public void Bytes_Numbers_AreLittleEndianAndRoundTrip()
    {
        var tensor = TensorData.Create([1, -2], 2);
        CollectionAssert.AreEqual(new byte[] { 1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF }, tensor.Bytes.ToArray());
        var copy = TensorData.FromBytes(ElementType.Int32, [2], tensor.Bytes);
        CollectionAssert.AreEqual(new[] { 1, -2 }, copy.AsSpan<int>().ToArray());
    }

    [TestMethod]
    public void FromBytes_EveryNumericType_ReadsAsItsCSharpType()
    {
        var bytes = new byte[] { 0, 0x40, 0, 0x40, 0, 0x40, 0, 0x40 };
        Assert.AreEqual(BitConverter.ToSingle(bytes), TensorData.FromBytes(ElementType.Float32, [2], bytes).AsSpan<float>()[1]);
        Assert.AreEqual(BitConverter.ToDouble(bytes), TensorData.FromBytes(ElementType.Float64, [1], bytes).AsSpan<double>()[0]);
        Assert.AreEqual((Half)2f, TensorData.FromBytes(ElementType.Float16, [4], bytes).AsSpan<Half>()[3]);
        Assert.AreEqual(2f, (float)TensorData.FromBytes(ElementType.BFloat16, [4], bytes).AsSpan<BFloat16>()[3]);
        Assert.AreEqual((sbyte)64, TensorData.FromBytes(ElementType.Int8, [8], bytes).AsSpan<sbyte>()[7]);
        Assert.AreEqual((short)16384, TensorData.FromBytes(ElementType.Int16, [4], bytes).AsSpan<short>()[3]);
        Assert.AreEqual((ushort)16384, TensorData.FromBytes(ElementType.UInt16, [4], bytes).AsSpan<ushort>()[0]);
        Assert.AreEqual(0x40004000u, TensorData.FromBytes(ElementType.UInt32, [2], bytes).AsSpan<uint>()[1]);
        Assert.AreEqual(0x4000400040004000ul, TensorData.FromBytes(ElementType.UInt64, [1], bytes).AsSpan<ulong>()[0]);
        Assert.AreEqual(0x4000400040004000L, TensorData.FromBytes(ElementType.Int64, [1], bytes).AsSpan<long>()[0]);
        Assert.AreEqual((byte)64, TensorData.FromBytes(ElementType.UInt8, [8], bytes).AsSpan<byte>()[1]);
        CollectionAssert.AreEqual(new[] { true, false }, TensorData.FromBytes(ElementType.Bool, [2], [1, 0]).AsSpan<bool>().ToArray());
    }

    [TestMethod]
    public void Create_Empty_HasNoElements()
    {
        var tensor = TensorData.Create(Array.Empty<string>(), 0, long.MaxValue);
        Assert.AreEqual(0, tensor.Count);
        Assert.AreEqual(0, tensor.AsSpan<string>().Length);
    }

    [TestMethod]
    public void Create_WrongArguments_SayWhatIsExpected()
    {
        Fails<InferenceException>(() => TensorData.Create([1f, 2f], 3), "New float32 tensor: expected 3 elements for dims [3]; received 2. Give dims whose product is the number of elements.");
        Fails<InferenceException>(() => TensorData.Create([1f, 2f], -2), "New float32 tensor: expected dims of 0 or more whose product is at most 2147483591; received [-2]. Give the true dims, or split the tensor.");
        Fails<InferenceException>(() => TensorData.Create([1f], long.MaxValue, 4), "New float32 tensor: expected dims of 0 or more whose product is at most 2147483591; received [9223372036854775807, 4]. Give the true dims, or split the tensor.");
        Fails<InferenceException>(() => TensorData.Create([1m], 1), "New tensor: expected elements of a numeric type, bool or string; received elements of type System.Decimal. Convert the elements first.");
        Fails<InferenceException>(() => TensorData.Create(["a", null!], 2), "New string tensor: expected a text for each element; received null at element 1. Replace null by the text that the model expects for a missing value.");
        Fails<InferenceException>(() => TensorData.FromBytes(ElementType.Int32, [2], [1, 2]), "New int32 tensor: expected 2 elements of 4 bytes for dims [2]; received 2 bytes. Give dims whose product is the number of elements.");
        Fails<InferenceException>(() => TensorData.FromBytes(ElementType.String, [1], [1]), "New string tensor: expected numbers or booleans; received text. Create text with Create(string[], dims).");
        Fails<InferenceException>(() => TensorData.FromBytes(ElementType.Bool, [2], [1, 2]), "New bool tensor: expected bytes of 0 or 1; received 2 at element 1. Write false as 0 and true as 1.");
    }

    [TestMethod]
    public void AsSpan_WrongType_NamesBoth()
    {
        var tensor = TensorData.Create([1f, 2f], 2);
        Fails<InferenceException>(() => tensor.AsSpan<int>(), "Elements of float32 [2]: expected the C# type of float32; received Int32. Read the elements as the type that Type names.");
        Fails<InferenceException>(() => _ = TensorData.Create(["a"], 1).Bytes, "Bytes of string [1]: expected numbers or booleans; received text. Read text with AsSpan<string>().");
    }

    [TestMethod]
    public void Signature_EqualParts_AreEqualAndReadable()
    {
        static ModelSignature Make(string symbol) => new(
            [new TensorSignature("x", ElementType.Float32, [SignatureDimension.Named(symbol), SignatureDimension.Of(8), default])],
            [new TensorSignature("y", ElementType.Int64, [])]);
        Assert.AreEqual(Make("batch"), Make("batch"));
        Assert.AreEqual(Make("batch").GetHashCode(), Make("batch").GetHashCode());
        Assert.AreNotEqual(Make("batch"), Make("rows"));
        Assert.AreEqual("(x float32 [batch, 8, ?]) -> (y int64 [])", Make("batch").ToString());
    }
}
