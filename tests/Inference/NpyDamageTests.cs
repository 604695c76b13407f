using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class NpyDamageTests
{
    private const string CutOff = "The file is cut off: copy or save it again.";
    private const string Damaged = "The file is damaged: save the array again.";
    private const string Types = "a type f2, f4, f8, i1 to i8, u1 to u8, b1, U or S";

    [TestMethod]
    public void Read_NoNumpyFile_SaysHowOneStarts()
    {
        Refused([], "expected a NumPy file, which starts with 934E554D5059; received no bytes. Save the array with numpy.save.");
        Refused("PK\u0003\u0004zip!"u8.ToArray(), "expected a NumPy file, which starts with 934E554D5059; received a start of 504B03047A697021. Save the array with numpy.save.");
    }

    [TestMethod]
    public void Read_UnknownVersion_NamesIt() =>
        Refused(NpyReadTests.Header("{}", [], 4), "expected format version 1.0, 2.0 or 3.0; received 4.0. Save the array again with a current NumPy.");

    [TestMethod]
    public void Read_EveryCut_IsATypedError()
    {
        foreach (var name in new[] { "<f4", "text", "fortranText", "v2" })
        {
            var bytes = NumpyFixtures.Get(name);
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.ThrowsExactly<NpyFormatException>(() => NpyFile.Read(new MemoryStream(bytes, 0, length)));
                Assert.ThrowsExactly<NpyFormatException>(() => NpyFile.Read(new NpyReadTests.ForwardStream(bytes[..length])));
            }
        }
    }

    [TestMethod]
    public void Read_CutOff_SaysWhere()
    {
        var bytes = NumpyFixtures.Get("<f4");
        Refused(bytes[..9], $"expected a header length of 2 bytes; received the end of the data. {CutOff}");
        Refused(bytes[..100], $"expected a header of 118 bytes; received 90. {CutOff}");
        Refused(bytes[..^1], $"expected 24 bytes of elements; received 23. {CutOff}");
    }

    [TestMethod]
    public void Read_HugeHeader_IsRefusedBeforeItIsRead() =>
        Refused([0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF], $"expected a header of at most 1048576 bytes; received 4294967295. {Damaged}");

    [TestMethod]
    public void Read_HugeShape_IsRefusedBeforeMemoryIsTaken()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(Described("<f8", "(2000000000,)"), $"expected 16000000000 bytes of elements; received 0. {CutOff}");
        Refused(Described("<f8", "(4294967296, 4294967296)"), "expected a shape of at most 2147483591 elements; received [4294967296, 4294967296]. The file is damaged, or the array must be split.");
        Refused(Described("<f8", "(4294967296, 2147483648)"), "expected a shape of at most 2147483591 elements; received [4294967296, 2147483648]. The file is damaged, or the array must be split.");
        Refused(Described("<U500000000", "(2000000000,)"), $"expected 4000000000000000000 bytes of elements; received 0. {CutOff}");
        Refused(Described("<U0", "(2000000000,)"), $"expected elements of 1 byte or more; received '<U0'. {Damaged}");
        Assert.ThrowsExactly<NpyFormatException>(() => NpyFile.Read(new NpyReadTests.ForwardStream(Described("<f8", "(2000000000,)"))));
        Assert.IsTrue(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20, "memory was taken for elements that are not there");
    }

    [TestMethod]
    public void Read_UnsupportedTypes_SayWhatToDo()
    {
        const string convert = "Convert the array in NumPy with astype before saving it.";
        Refused(NumpyFixtures.Get("object"), $"expected {Types}; received '|O', Python objects, which only Python can load safely or at all. Save the array with a numeric or text dtype.");
        Refused(NumpyFixtures.Get("complex"), $"expected {Types}; received '<c8'. {convert}");
        Refused(NumpyFixtures.Get("date"), $"expected {Types}; received '<M8[s]'. {convert}");
        Refused(NumpyFixtures.Get("struct"), "expected one element type; received a structured dtype with fields. Save each field as an array of its own.");
        Refused(Described("<f3", "(1,)"), $"expected {Types}; received '<f3'. {convert}");
        Refused(Described("", "(1,)"), $"expected {Types}; received ''. {convert}");
        Refused(Described("<U536870912", "(1,)"), $"expected {Types}; received '<U536870912'. {convert}");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("{'descr': '<f4', 'fortran_order': False}")]
    [DataRow("{'descr': '<f4', 'fortran_order': 1, 'shape': ()}")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}")]
    [DataRow("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'more': 1}")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': ()} import os")]
    [DataRow("{'descr: '<f4'}")]
    public void Read_MalformedHeader_ShowsIt(string header) =>
        Refused(NpyReadTests.Header(header, [0, 0, 0, 0]), $"expected a header {{'descr': ..., 'fortran_order': ..., 'shape': ..., }}; received {header}. {Damaged}");

    [TestMethod]
    public void Read_BooleanOtherThanZeroAndOne_IsRefused() =>
        Refused(NpyReadTests.Header("{'descr': '|b1', 'fortran_order': False, 'shape': (2,)}", [1, 2]), $"expected booleans as bytes of 0 or 1; received 2 in element 1. {Damaged}");

    [TestMethod]
    public void Read_TextOfOtherEncoding_NamesTheElement()
    {
        Refused(NumpyFixtures.Get("bytesBad"), "expected text in UTF-8; received other bytes in element 1. Save the text with dtype str.");
        Refused(NpyReadTests.Header("{'descr': '<U1', 'fortran_order': False, 'shape': ()}", [0, 0, 0x7F, 0]), "expected text in UTF-32; received other bytes in element 0. Save the text with dtype str.");
    }

    [TestMethod]
    public void Read_RandomChanges_GiveATensorOrATypedError()
    {
        var random = new Random(7);
        foreach (var name in new[] { "<f4", "text", "fortran", "b1", "v3" })
        {
            for (var round = 0; round < 2000; round++)
            {
                var bytes = NumpyFixtures.Get(name);
                for (var change = 0; change <= round % 3; change++)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                try
                {
                    Assert.IsTrue(NpyFile.Read(new MemoryStream(bytes)).Count >= 0);
                }
                catch (NpyFormatException error)
                {
                    Assert.AreEqual("NumPy stream", error.Where);
                }
            }
        }
    }

    private static byte[] Described(string descr, string shape) => NpyReadTests.Header($"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}", []);

    private static void Refused(byte[] bytes, string message) =>
        Fails<NpyFormatException>(() => NpyFile.Read(new MemoryStream(bytes)), "NumPy stream: " + message);
}
