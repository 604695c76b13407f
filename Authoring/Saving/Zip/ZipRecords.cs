namespace OnnxForge.Authoring;

/// <summary>The records of a zip, as in PKWARE's APPNOTE 6.3: signatures, lengths, and the fields that matter here.</summary>
internal static class ZipRecords
{
    public const uint LocalSignature = 0x04034b50, DirectorySignature = 0x02014b50, EndSignature = 0x06054b50, Zip64EndSignature = 0x06064b50, Zip64LocatorSignature = 0x07064b50;
    public const int LocalLength = 30, DirectoryLength = 46, EndLength = 22, Zip64EndLength = 56, Zip64LocatorLength = 20;

    /// <summary>What a field of 32 bits holds when its value stands in a zip64 record.</summary>
    public const uint Elsewhere = uint.MaxValue;

    /// <summary>The extra field of zip64, and the one with which Android's tools align files: the alignment, then zeros.</summary>
    public const ushort Zip64Extra = 0x0001, AlignmentExtra = 0xD935;

    public const ushort Version = 20, Zip64Version = 45;

    /// <summary>Whether a name is in UTF-8; the only flag that changes nothing here.</summary>
    public const ushort Utf8Flag = 0x0800, EncryptedFlag = 0x0001;

    // Zip cannot say earlier than the first day of 1980, and a file's bytes must not depend on when it was written.
    public const ushort Date = (1 << 5) | 1;

    /// <summary>A regular file that its owner may write and all may read, as Unix says it.</summary>
    public const uint RegularFile = 0x81A40000;

    public const byte Unix = 3;
}
