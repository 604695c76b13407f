namespace OnnxForge.Authoring;

/// <summary>The CRC-32 of two runs of bytes from those of each, so that several threads can take it.</summary>
internal static class CombinedCrc32
{
    // Polynomials over two elements, the power 0 in the highest bit. The divisor's own highest power, 32, is left out.
    private const uint Divisor = 0xEDB88320, One = 0x80000000, PowerOfAByte = One >> 8;

    /// <param name="first">The CRC-32 of the first bytes.</param>
    /// <param name="second">That of those that follow.</param>
    /// <param name="secondLength">How many follow.</param>
    public static uint Of(uint first, uint second, long secondLength)
    {
        // The bytes that follow move what is before them up by eight powers each; what the CRC adds before and after cancels.
        var (moved, power) = (first, PowerOfAByte);
        for (var left = secondLength; left > 0; left >>= 1)
        {
            if ((left & 1) != 0) moved = Product(moved, power);
            power = Product(power, power);
        }
        return moved ^ second;
    }

    private static uint Product(uint a, uint b)
    {
        var product = 0u;
        for (var power = One; power != 0; power >>= 1)
        {
            if ((a & power) != 0) product ^= b;
            b = (b & 1) == 0 ? b >> 1 : (b >> 1) ^ Divisor;
        }
        return product;
    }
}
