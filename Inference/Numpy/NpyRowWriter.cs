namespace OnnxForge.Inference;

/// <summary>Writes an .npy array in parts of its first dimension, so that memory holds one part at a time. The bytes are those that <see cref="NpyFile"/> writes for the whole.</summary>
/// <remarks>Not for several threads at once.</remarks>
public sealed class NpyRowWriter
{
    private const string Where = "NumPy stream";
    private const int ChunkBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly long _start;
    private NpyHeader? _header;

    /// <summary>Writes to a stream, from where it is.</summary>
    /// <param name="stream">A stream that can read, write and seek; it stays open.</param>
    /// <exception cref="ArgumentException">The stream cannot do all three.</exception>
    public NpyRowWriter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream is not { CanRead: true, CanWrite: true, CanSeek: true })
        {
            throw new ArgumentException("The stream must read, write and seek: the head of the array is written last.", nameof(stream));
        }

        (_stream, _start) = (stream, stream.Position);
    }

    /// <summary>Writes the next rows.</summary>
    /// <param name="rows">A tensor [rows, ...], like the first one in element type and all dims but the first. A scalar can only be alone.</param>
    /// <exception cref="NpyFormatException">The tensor is unlike the first, or one that <see cref="NpyFile"/> cannot write; nothing is written then.</exception>
    public void Append(TensorData rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var part = NpyWriter.Prepare(Where, rows);
        if (_header is null)
        {
            _header = part;
            _header.Write(_stream);
        }
        else
        {
            CheckLike(_header, part, rows);
            if (part.TextWidth > _header.TextWidth)
            {
                Widen(_header, _header = _header with { Descr = part.Descr });
            }

            _header = _header with { Dims = [checked(_header.Dims[0] + part.Dims[0]), .. _header.Dims[1..]] };
        }

        NpyWriter.WriteElements(_stream, rows, _header);
    }

    /// <summary>Writes the number of rows into the head, and leaves the stream behind the array.</summary>
    /// <exception cref="NpyFormatException">No rows were written.</exception>
    public void Complete()
    {
        var header = _header ?? throw new NpyFormatException(Where, "rows", "none", "Append a tensor, of no rows where there are none");
        var end = _stream.Position;
        _stream.Position = _start;
        header.Write(_stream);
        _stream.Position = end;
    }

    private static void CheckLike(NpyHeader header, NpyHeader part, TensorData rows)
    {
        var isSame = header.TextWidth > 0 ? part.TextWidth > 0 : part.Descr == header.Descr;
        if (!isSame || part.Dims.Length == 0 || part.Dims.Length != header.Dims.Length || !part.Dims.AsSpan(1).SequenceEqual(header.Dims.AsSpan(1)))
        {
            throw new NpyFormatException(Where, $"rows of {header.Descr} [{string.Join(", ", header.Dims.Skip(1))}], as before", $"{rows}", "Write other arrays to files of their own");
        }
    }

    /// <summary>All texts have the width of the longest, which becomes known late: those that are there move apart, the last first, so that none is written over another that is still to move.</summary>
    private void Widen(NpyHeader narrow, NpyHeader wide)
    {
        var (from, to) = (_start + narrow.ToBytes().Length, _start + wide.ToBytes().Length);
        var (before, after) = (narrow.TextWidth * NpyText.UnitBytes, wide.TextWidth * NpyText.UnitBytes);
        var items = narrow.Dims.Aggregate(1L, (product, size) => product * size);
        var most = Math.Max(1, ChunkBytes / after);
        var (read, written) = (new byte[most * before], new byte[most * after]);
        for (var left = items; left > 0;)
        {
            var count = (int)Math.Min(most, left);
            left -= count;
            _stream.Position = from + (left * before);
            _stream.ReadExactly(read, 0, count * before);
            Array.Clear(written);
            for (var i = 0; i < count; i++)
            {
                read.AsSpan(i * before, before).CopyTo(written.AsSpan(i * after));
            }

            _stream.Position = to + (left * after);
            _stream.Write(written, 0, count * after);
        }

        _stream.Position = to + (items * after);
    }
}
