using OnnxForge.Numpy;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>One array of an .npy file as a tensor.</summary>
internal static class NpyTensor
{
    /// <summary>Reads the array that fills a stream of a known length; the elements go straight to the tensor's memory.</summary>
    /// <param name="where">The file and entry, for errors.</param>
    /// <param name="stream">The array, from its first byte; it counts its position.</param>
    /// <param name="length">The bytes that the stream has, checked before memory is taken.</param>
    /// <exception cref="DataException">The array is damaged, or of a type that TorchSharp lacks.</exception>
    public static Tensor Read(string where, Stream stream, long length)
    {
        var header = NpyHeader.Read(where, stream);
        var (type, size, swapped) = NumpyTypes.Parse(where, header.Descr);
        var expected = Bytes(where, header.Dims, size);
        if (expected != length - stream.Position)
        {
            throw new DataException(where, $"{expected} bytes of elements for {header.Descr} {Shape.Create(header.Dims)}", $"{length - stream.Position}",
                "The file is cut off or damaged, or holds more than one array; save it again.");
        }
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var dims = header.FortranOrder ? [.. Enumerable.Reverse(header.Dims)] : header.Dims;
        var tensor = empty(dims, type);
        SafeTensors.ForPieces(tensor, size, piece => Fill(where, stream, piece.bytes, type, swapped));
        if (header.FortranOrder && dims.Length > 1) tensor = tensor.permute([.. Enumerable.Range(0, dims.Length).Reverse().Select(i => (long)i)]).contiguous();
        return tensor.MoveToOuterDisposeScope();
    }

    /// <summary>Writes a tensor as NumPy does, row by row, little endian.</summary>
    /// <exception cref="DataException">NumPy has no such type.</exception>
    public static void Write(string where, Stream stream, Tensor tensor)
    {
        var (descr, size) = NumpyTypes.Of(where, tensor.dtype);
        new NpyHeader(descr, FortranOrder: false, tensor.shape).Write(stream);
        using var resolved = tensor.detach().resolve_conj();
        SafeTensors.WriteData(stream, resolved, size);
    }

    private static long Bytes(string where, long[] dims, int size)
    {
        if (dims.Contains(0)) return 0;
        UInt128 bytes = (UInt128)size;
        foreach (var dim in dims)
        {
            bytes *= (ulong)dim;
            if (bytes > long.MaxValue) throw new DataException(where, $"a shape of at most {long.MaxValue} bytes", $"{Shape.Create(dims)}", "The file is damaged; save the array again.");
        }
        return (long)bytes;
    }

    private static void Fill(string where, Stream stream, Span<byte> bytes, ScalarType type, int swapped)
    {
        stream.ReadExactly(bytes);
        for (var i = 0; swapped > 0 && i < bytes.Length; i += swapped) bytes.Slice(i, swapped).Reverse();
        if (type == ScalarType.Bool && bytes.IndexOfAnyExceptInRange<byte>(0, 1) is >= 0 and var wrong)
            throw new DataException(where, "booleans as bytes of 0 or 1", $"{bytes[wrong]}", "The file is damaged; save the array again.");
    }
}
