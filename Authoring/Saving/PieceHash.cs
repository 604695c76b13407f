using System.Security.Cryptography;

namespace OnnxForge.Authoring;

/// <summary>The SHA-256 of bytes that come one after the other, in pieces that are hashed on several threads at a time: of bytes of one piece theirs, of more that of the pieces' hashes,
/// one after the other.</summary>
/// <param name="pieceBytes">The bytes of a piece; only the last one has fewer.</param>
internal sealed class PieceHash(long pieceBytes) : IDisposable
{
    private readonly List<IncrementalHash> pieces = [];
    private readonly List<Task> begun = [];
    private long room;

    /// <summary>Hashes bytes that stay where they are until <see cref="Wait"/>, on other threads.</summary>
    public unsafe void AppendLater(nint bytes, long count)
    {
        while (count > 0)
        {
            var (piece, start, taken) = (Current(), bytes, (int)Math.Min(count, Math.Min(room, Array.MaxLength)));
            begun[^1] = begun[^1].ContinueWith(_ => piece.AppendData(new ReadOnlySpan<byte>((void*)start, taken)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            (bytes, count, room) = (bytes + taken, count - taken, room - taken);
        }
    }

    /// <summary>Hashes bytes now.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var piece = Current();
            var taken = (int)Math.Min(bytes.Length, room);
            begun[^1].GetAwaiter().GetResult();
            piece.AppendData(bytes[..taken]);
            bytes = bytes[taken..];
            room -= taken;
        }
    }

    /// <summary>Waits until all is hashed.</summary>
    public void Wait() => Task.WaitAll(begun);

    /// <summary>The hash of all bytes so far.</summary>
    public byte[] Hash()
    {
        Wait();
        var hashes = pieces.Select(piece => piece.GetCurrentHash()).ToList();
        return hashes is [var only] ? only : SHA256.HashData([.. hashes.SelectMany(hash => hash)]);
    }

    public void Dispose()
    {
        Wait();
        foreach (var piece in pieces) piece.Dispose();
    }

    private IncrementalHash Current()
    {
        if (room > 0) return pieces[^1];
        pieces.Add(IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
        begun.Add(Task.CompletedTask);
        room = pieceBytes;
        return pieces[^1];
    }
}
