using System.Buffers.Binary;
using System.Diagnostics;
using OnnxForge.Authoring;
using OnnxForge.Tests.Export;

namespace OnnxForge.Tests.Authoring;

/// <summary>Gives a reader mutations of valid files: it must read them or throw a typed error, with little memory and time. The same seed makes the same mutations.</summary>
internal static class MutationFuzzer
{
    private const long Room = 64 << 20;

    private static readonly ulong[] telling = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, ulong.MaxValue];

    private static readonly byte[][] words =
    [
        "0"u8.ToArray(), "-1"u8.ToArray(), "1e999"u8.ToArray(), "9223372036854775808"u8.ToArray(), "null"u8.ToArray(), "true"u8.ToArray(), "\"\""u8.ToArray(), "[]"u8.ToArray(), "{}"u8.ToArray(),
        "\\ud800"u8.ToArray(), "\\u0000"u8.ToArray(), "{\"sameAs\":\"model\"}"u8.ToArray(), "["u8.ToArray(), "{"u8.ToArray(), ","u8.ToArray(), "NaN"u8.ToArray(), "[4611686018427387904,4]"u8.ToArray(),
    ];

    /// <summary>How many mutations a reader gets: 35,000 in the default run, so that three readers get more than a hundred thousand, and with <c>ONNXFORGE_LONG=1</c> 3,500,000.</summary>
    public static int Count { get; } = LongTests.Asked ? 3_500_000 : 35_000;

    /// <summary>Reads mutations of the seeds.</summary>
    /// <param name="read">Reads a file, throwing <see cref="AuthoringException"/> where it is not valid; what it makes it disposes.</param>
    /// <param name="seeds">Valid files.</param>
    /// <param name="count">How many mutations; default <see cref="Count"/>.</param>
    /// <returns>How many were refused.</returns>
    public static int Run(Action<byte[]> read, IReadOnlyList<byte[]> seeds, int? count = null)
    {
        foreach (var seed in seeds) read(seed);
        var refused = 0;
        var memory = PeakMemory.Start();
        for (var i = 0; i < (count ?? Count); i++)
        {
            var bytes = Mutate(seeds, new Random(i));
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            try
            {
                read(bytes);
            }
            catch (AuthoringException)
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"mutation {i} ({Convert.ToBase64String(bytes[..Math.Min(bytes.Length, 3000)])}): {error}");
            }
            Assert.IsLessThan(Room, GC.GetAllocatedBytesForCurrentThread() - allocated, $"mutation {i}");
            Assert.IsLessThan(TimeSpan.FromSeconds(1), Stopwatch.GetElapsedTime(started), $"mutation {i}");
        }
        Assert.IsLessThan(4 * Room, memory.Growth);
        return refused;
    }

    private static byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random)
    {
        var bytes = seeds[random.Next(seeds.Count)].ToList();
        for (var times = random.Next(4); times >= 0; times--) Change(bytes, seeds[random.Next(seeds.Count)], random);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, byte[] other, Random random)
    {
        if (bytes.Count == 0) return;
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 1 + (1 << random.Next(8))), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes.RemoveRange(at, length); break;
            case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
            case 4: bytes.RemoveRange(at, bytes.Count - at); break;
            case 5: Overwrite(bytes, at, telling[random.Next(telling.Length)], 1 << random.Next(4)); break;
            case 6: Replace(bytes, at, length, words[random.Next(words.Length)]); break;
            case 7: Replace(bytes, at, length, other[random.Next(other.Length)..]); break;
            default: ReplaceNumber(bytes, at, words[random.Next(4)]); break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ulong value, int count)
    {
        Span<byte> little = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(little, value);
        for (var i = 0; i < count && at + i < bytes.Count; i++) bytes[at + i] = little[i];
    }

    private static void Replace(List<byte> bytes, int at, int length, byte[] with)
    {
        bytes.RemoveRange(at, length);
        bytes.InsertRange(at, with);
    }

    // The number in digits that comes next.
    private static void ReplaceNumber(List<byte> bytes, int at, byte[] with)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at])) at++;
        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end])) end++;
        Replace(bytes, at, end - at, with);
    }
}
