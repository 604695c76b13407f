namespace OnnxForge.Authoring;

/// <summary>A file that stands in a zip as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where its bytes begin, counted from the zip's first.</param>
/// <param name="Length">Their number.</param>
/// <param name="Crc32">Their CRC-32.</param>
internal sealed record StoredFile(string Name, long Offset, long Length, uint Crc32)
{
    /// <summary>The multiple of bytes at which files begin.</summary>
    public const int Alignment = 64;
}
