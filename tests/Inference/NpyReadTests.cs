using OnnxForge.Inference;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class NpyReadTests
{
    [TestMethod]
    public void Read_EveryNumericTypeAndByteOrder_GivesTheValues()
    {
        Values<float>("f4", ElementType.Float32, [0, -1, 2, 100, -101, 7]);
        Values<double>("f8", ElementType.Float64, [0, -1, 2, 100, -101, 7]);
        Values<Half>("f2", ElementType.Float16, [(Half)0, (Half)(-1), (Half)2, (Half)100, (Half)(-101), (Half)7]);
        Values<sbyte>("i1", ElementType.Int8, [0, -1, 2, 100, -101, 7]);
        Values<short>("i2", ElementType.Int16, [0, -1, 2, 100, -101, 7]);
        Values<int>("i4", ElementType.Int32, [0, -1, 2, 100, -101, 7]);
        Values<long>("i8", ElementType.Int64, [0, -1, 2, 100, -101, 7]);
        Values<byte>("u1", ElementType.UInt8, [0, 1, 2, 100, 101, 7]);
        Values<ushort>("u2", ElementType.UInt16, [0, 1, 2, 100, 101, 7]);
        Values<uint>("u4", ElementType.UInt32, [0, 1, 2, 100, 101, 7]);
        Values<ulong>("u8", ElementType.UInt64, [0, 1, 2, 100, 101, 7]);
        CollectionAssert.AreEqual(new[] { true, false, true }, Fixture("b1").AsSpan<bool>().ToArray());
    }

    [TestMethod]
    public void Read_ScalarAndEmpty_KeepTheirDims()
    {
        Assert.AreEqual("float32 []", Fixture("scalar").ToString());
        Assert.AreEqual(2.5f, Fixture("scalar").AsSpan<float>()[0]);
        Assert.AreEqual("float32 [0, 3]", Fixture("empty").ToString());
        Assert.AreEqual("string []", Fixture("textScalar").ToString());
        Assert.AreEqual("hi", Fixture("textScalar").AsSpan<string>()[0]);
    }

    [TestMethod]
    public void Read_FortranOrder_BecomesRowMajor()
    {
        var numbers = Fixture("fortran");
        Assert.AreEqual("int16 [2, 3, 4]", numbers.ToString());
        CollectionAssert.AreEqual(Enumerable.Range(0, 24).Select(value => (short)value).ToArray(), numbers.AsSpan<short>().ToArray());
        CollectionAssert.AreEqual(new[] { "a", "bb", "ccc", "d", "", "é😀" }, Fixture("fortranText").AsSpan<string>().ToArray());
    }

    [TestMethod]
    [DataRow("|u1", 1)]
    [DataRow("<u2", 2)]
    [DataRow("<u4", 4)]
    [DataRow("<u8", 8)]
    public void Read_FortranOrderOfEverySize_BecomesRowMajor(string descr, int size)
    {
        // In the file the first index runs fastest: (0,0) (1,0) (0,1) (1,1) (0,2) (1,2).
        var data = new byte[] { 1, 4, 2, 5, 3, 6 }.SelectMany(value => new byte[size - 1].Prepend(value)).ToArray();
        var tensor = NpyFile.Read(new MemoryStream(Header($"{{'descr': '{descr}', 'fortran_order': True, 'shape': (2, 3), }}", data)));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4, 5, 6 }, tensor.Bytes.ToArray().Chunk(size).Select(chunk => chunk[0]).ToArray());
    }

    [TestMethod]
    public void Read_Text_KeepsCharactersAndDropsPadding()
    {
        CollectionAssert.AreEqual(new[] { "café", "", "😀x" }, Fixture("text").AsSpan<string>().ToArray());
        CollectionAssert.AreEqual(new[] { "café", "", "😀x" }, Fixture("textBig").AsSpan<string>().ToArray());
        CollectionAssert.AreEqual(new[] { "abc", "", "é" }, Fixture("bytes").AsSpan<string>().ToArray());
    }

    [TestMethod]
    [DataRow("v2")]
    [DataRow("v3")]
    public void Read_LaterVersions_GivesTheValues(string name) =>
        CollectionAssert.AreEqual(new[] { 0f, 1f, 2f }, Fixture(name).AsSpan<float>().ToArray());

    [TestMethod]
    [DataRow("{'shape':(2L,),'fortran_order':False,'descr':\"<i2\"}")]
    [DataRow(" { 'descr' : '<i2' , 'fortran_order' : False , 'shape' : ( 2 , ) } \n")]
    [DataRow("{'descr': '=i2', 'fortran_order': True, 'shape': (2,), }")]
    public void Read_HeaderSpelledOtherwise_IsUnderstood(string header) =>
        CollectionAssert.AreEqual(new short[] { 1, 2 }, NpyFile.Read(new MemoryStream(Header(header, [1, 0, 2, 0]))).AsSpan<short>().ToArray());

    [TestMethod]
    public void Read_ArraysInARow_AreReadOneByOne()
    {
        var stream = new MemoryStream([.. NumpyFixtures.Get("scalar"), .. NumpyFixtures.Get("text"), .. NumpyFixtures.Get("fortran")]);
        Assert.AreEqual("float32 []", NpyFile.Read(stream).ToString());
        Assert.AreEqual("string [3]", NpyFile.Read(stream).ToString());
        Assert.AreEqual("int16 [2, 3, 4]", NpyFile.Read(stream).ToString());
        Assert.AreEqual(stream.Length, stream.Position);
    }

    [TestMethod]
    public void Read_StreamThatCannotSeek_GivesTheValues()
    {
        var values = Enumerable.Range(0, 700_000).Select(value => value * 0.5f).ToArray();
        var stream = new MemoryStream();
        NpyFile.Write(stream, TensorData.Create(values, 700, 1000));
        var tensor = NpyFile.Read(new ForwardStream(stream.ToArray()));
        CollectionAssert.AreEqual(values, tensor.AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Read_LargeBigEndian_IsReversedThroughout()
    {
        var data = Enumerable.Range(0, 300_000).SelectMany(value => Enumerable.Reverse(BitConverter.GetBytes((long)value))).ToArray();
        var tensor = NpyFile.Read(new MemoryStream(Header("{'descr': '>i8', 'fortran_order': False, 'shape': (300000,), }", data)));
        CollectionAssert.AreEqual(Enumerable.Range(0, 300_000).Select(value => (long)value).ToArray(), tensor.AsSpan<long>().ToArray());
    }

    internal static byte[] Header(string header, byte[] data, byte version = 1) =>
        [0x93, .. "NUMPY"u8, version, 0, (byte)header.Length, (byte)(header.Length >> 8), .. version == 1 ? Array.Empty<byte>() : [0, 0], .. System.Text.Encoding.UTF8.GetBytes(header), .. data];

    internal static TensorData Fixture(string name) => NpyFile.Read(new MemoryStream(NumpyFixtures.Get(name)));

    private static void Values<T>(string name, ElementType type, T[] values) where T : unmanaged
    {
        foreach (var order in name[1] == '1' ? "<" : "<>")
        {
            var tensor = Fixture(order + name);
            Assert.AreEqual($"{type.ToName()} [2, 3]", tensor.ToString());
            CollectionAssert.AreEqual(values, tensor.AsSpan<T>().ToArray());
        }
    }

    /// <summary>Gives a few bytes at a time and cannot seek, like a network.</summary>
    internal sealed class ForwardStream(byte[] bytes) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = Math.Min(Math.Min(count, 4099), bytes.Length - _position);
            Array.Copy(bytes, _position, buffer, offset, read);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
