using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace OnnxForge.Cli;

/// <summary>Reads the body of a request. Memory follows what has come, not what the client says will come.</summary>
internal static class RequestBody
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Reads the whole body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mostBytes">The most bytes it may have.</param>
    /// <param name="cancellation">Ends the wait for the client.</param>
    /// <exception cref="RequestException">It has more; what is left of it is not read.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, long mostBytes, CancellationToken cancellation)
    {
        if (request.ContentLength > mostBytes) throw TooLarge(mostBytes);
        var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, ChunkBytes));
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (int read; (read = await request.Body.ReadAsync(chunk, cancellation).ConfigureAwait(false)) > 0;)
            {
                if (body.Length + read > mostBytes) throw TooLarge(mostBytes);
                body.Write(chunk, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static RequestException TooLarge(long mostBytes) => new(StatusCodes.Status413PayloadTooLarge, "Body", $"at most {mostBytes} bytes", "more", "Send less at a time, or start the server with a larger --max-body.");
}
