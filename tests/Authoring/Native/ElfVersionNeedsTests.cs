using System.Buffers.Binary;
using OnnxForge.Authoring.Native;

namespace OnnxForge.Tests.Authoring.Native;

[TestClass]
public sealed class ElfVersionNeedsTests
{
    private const string Newer = "GLIBCXX_3.4.32";
    private const string Damaged = "the ELF library points outside of itself; the file is damaged";

    private static byte[] OneLibrary() => ElfImage.Create(["libstdc++.so.6"], ["GLIBCXX_3.4", Newer, "CXXABI_1.3"]);

    [TestMethod]
    public void MarkWeak_OfOneNeed_ChangesItsFlagAlone()
    {
        var image = OneLibrary();
        var expected = image.ToArray();
        expected[ElfImage.FlagsOf(1)] = 2;

        Assert.AreEqual(1, ElfVersionNeeds.MarkWeak(image, Newer));

        CollectionAssert.AreEqual(expected, image);
    }

    [TestMethod]
    public void MarkWeak_OfANeedInTwoLibraries_MarksBoth() =>
        Assert.AreEqual(2, ElfVersionNeeds.MarkWeak(ElfImage.Create(["liba.so", "libb.so"], ["GLIBCXX_3.4", Newer]), Newer));

    [TestMethod]
    public void MarkWeak_TwiceOnTheSameImage_LeavesItAsItIs()
    {
        var image = OneLibrary();
        ElfVersionNeeds.MarkWeak(image, Newer);
        var once = image.ToArray();
        ElfVersionNeeds.MarkWeak(image, Newer);
        CollectionAssert.AreEqual(once, image);
    }

    [TestMethod]
    [DataRow("GLIBCXX_3.4.33")]
    [DataRow("GLIBCXX_3.4.3")]
    [DataRow("")]
    public void MarkWeak_OfAVersionThatIsNotNeeded_ChangesNothing(string version)
    {
        var image = OneLibrary();
        var before = image.ToArray();
        Assert.AreEqual(0, ElfVersionNeeds.MarkWeak(image, version));
        CollectionAssert.AreEqual(before, image);
    }

    [TestMethod]
    public void MarkWeak_OfAnImageWithoutNeeds_FindsNone()
    {
        var image = OneLibrary();
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x3C), 0);
        Assert.AreEqual(0, ElfVersionNeeds.MarkWeak(image, Newer));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("MZ")]
    [DataRow("#!/bin/sh\nexit 0 # a script of more than sixty-four bytes, which no linker takes for a library\n")]
    [DataRow("\u007fELF\u0001\u0001 thirty-two bits, and then more than sixty-four bytes of whatever comes next")]
    public void MarkWeak_OfAnotherKindOfFile_Throws(string content)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(System.Text.Encoding.ASCII.GetBytes(content), Newer));
        Assert.AreEqual("expected a 64-bit little-endian ELF library", error.Message);
    }

    [TestMethod]
    [DataRow(0x28, "the section table lies behind the end")]
    [DataRow(0x3E, "no field of ours: the control")]
    public void MarkWeak_WithAHugeOffsetInTheHeader_Throws(int field, string meaning)
    {
        var image = OneLibrary();
        if (field == 0x3E)
        {
            image[field] = 0xFF;
            Assert.AreEqual(1, ElfVersionNeeds.MarkWeak(image, Newer), meaning);
            return;
        }
        foreach (long offset in (long[])[image.Length, int.MaxValue, long.MaxValue, -1, long.MinValue])
        {
            BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(field), offset);
            Assert.AreEqual(Damaged, Assert.ThrowsExactly<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(image, Newer)).Message, meaning);
        }
    }

    [TestMethod]
    public void MarkWeak_OfAnImageCutAnywhere_ThrowsOrFindsTheNeed()
    {
        var whole = OneLibrary();
        for (int length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.ThrowsExactly<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(cut, Newer), $"cut at {length}");
        }
    }

    [TestMethod]
    public void MarkWeak_OfAnImageWithAnyByteChanged_EndsAndThrowsNothingElse()
    {
        var whole = OneLibrary();
        for (int at = 0; at < whole.Length; at++)
            foreach (byte value in (byte[])[0x00, 0x01, 0x7F, 0xFF])
            {
                var changed = whole.ToArray();
                changed[at] = value;
                try { Assert.IsInRange(0, 3, ElfVersionNeeds.MarkWeak(changed, Newer)); }
                catch (InvalidDataException e) { Assert.IsNotEmpty(e.Message); }
            }
    }
}
