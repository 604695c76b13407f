using OnnxForge.Authoring.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The memory of tensors as bytes, in pieces, as a span holds 2 GiB at most.</summary>
internal static class TensorBytes
{
    private const int PieceBytes = 1 << 26;

    /// <summary>A new tensor on the CPU whose bytes are read, owned by the caller.</summary>
    public static Tensor Read(ReadOnlySpan<long> shape, ScalarType type, SpanReader read)
    {
        var tensor = torch.empty(shape.ToArray(), type).DetachFromDisposeScope();
        try
        {
            Fill(tensor, read);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Reads all values of a contiguous tensor on the CPU anew.</summary>
    public static void Fill(Tensor tensor, SpanReader read) => ForPieces(tensor, piece =>
    {
        LargePages.Prefer(piece.bytes);
        read(piece.bytes);
    });

    /// <summary>Writes a tensor's values row by row, wherever and however they lie; where they lie as they are written, a <see cref="HashingStream"/> may still read them afterwards.</summary>
    public static void Write(Stream stream, Tensor tensor)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var direct = tensor.device_type == DeviceType.CPU && tensor.is_contiguous();
        ForPieces(direct ? tensor.detach() : tensor.detach().cpu().contiguous(), piece =>
        {
            if (direct && stream is HashingStream hashing) hashing.WriteHeld(piece.bytes);
            else stream.Write(piece.bytes);
        });
    }

    /// <summary>Turns the bytes of each number around.</summary>
    public static void Reverse(Tensor tensor)
    {
        var size = (int)tensor.ElementSize / (tensor.is_complex() ? 2 : 1);
        ForPieces(tensor, piece =>
        {
            var bytes = piece.bytes;
            for (var start = 0; start < bytes.Length; start += size) bytes.Slice(start, size).Reverse();
        });
    }

    private static void ForPieces(Tensor tensor, Action<Tensor> use)
    {
        using var flat = tensor.view(-1);
        var step = PieceBytes / tensor.ElementSize;
        for (long start = 0; start < flat.numel(); start += step)
        {
            using var piece = flat.narrow(0, start, Math.Min(step, flat.numel() - start));
            use(piece);
        }
    }
}
