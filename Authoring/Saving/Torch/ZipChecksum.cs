namespace OnnxForge.Authoring;

/// <summary>The checksum of zip entries, eight bytes at a time.</summary>
internal sealed class ZipChecksum
{
    private static readonly uint[][] tables = MakeTables();
    private uint register = uint.MaxValue;

    /// <summary>The checksum of what was added.</summary>
    public uint Value => ~register;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var sum = register;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            sum ^= (uint)(bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24);
            sum = tables[7][sum & 0xFF] ^ tables[6][(sum >> 8) & 0xFF] ^ tables[5][(sum >> 16) & 0xFF] ^ tables[4][sum >> 24]
                ^ tables[3][bytes[4]] ^ tables[2][bytes[5]] ^ tables[1][bytes[6]] ^ tables[0][bytes[7]];
        }
        foreach (var value in bytes) sum = (sum >> 8) ^ tables[0][(sum ^ value) & 0xFF];
        register = sum;
    }

    private static uint[][] MakeTables()
    {
        var made = Enumerable.Range(0, 8).Select(_ => new uint[256]).ToArray();
        for (var value = 0u; value < 256; value++)
        {
            var sum = value;
            for (var bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320u);
            made[0][value] = sum;
        }
        for (var table = 1; table < 8; table++)
        {
            for (var value = 0; value < 256; value++) made[table][value] = (made[table - 1][value] >> 8) ^ made[0][made[table - 1][value] & 0xFF];
        }
        return made;
    }
}
