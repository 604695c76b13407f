namespace OnnxForge.Inference;

/// <summary>Reads the array of an .npy file in parts of its first dimension, so that memory holds one part at a time.</summary>
/// <remarks>Not for several threads at once. Dispose it to close the file.</remarks>
public sealed class NpyRowReader : IDisposable
{
    private readonly string _where;
    private readonly FileStream _stream;
    private readonly NpyType _type;
    private readonly long[] _dims;

    /// <summary>Opens a file and reads its head.</summary>
    /// <param name="path">The file: an array of one dimension or more, in row-major order where it has several.</param>
    /// <exception cref="NpyFormatException">The file is damaged or cut off, or holds a scalar, an array in column-major order, Python objects, fields, complex numbers or dates.</exception>
    /// <exception cref="InferenceException">The file is missing or not readable.</exception>
    public NpyRowReader(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _where = $"File '{path}'";
        _stream = FileAccessGuard.Open(path);
        try
        {
            (var header, _type) = NpyReader.ReadHead(_where, _stream);
            _dims = header.Dims;
            if (_dims.Length == 0 || (header.FortranOrder && _dims.Length > 1))
            {
                throw new NpyFormatException(_where, "an array of rows, in row-major order", _dims.Length == 0 ? "a scalar" : "column-major order", "Read it whole with NpyFile.Read");
            }

            var (expected, present) = (TensorShape.Count(_dims)!.Value * _type.ItemSize, _stream.Length - _stream.Position);
            if (present != expected)
            {
                throw new NpyFormatException(_where, $"{expected} bytes of elements", $"{present}", "The file is cut off, or holds more than one array: copy or save it again");
            }
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The type of the elements.</summary>
    public ElementType Type => _type.Type;

    /// <summary>The dims of the whole array.</summary>
    public IReadOnlyList<long> Dims => Array.AsReadOnly(_dims);

    /// <summary>The rows that have been read.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the next rows.</summary>
    /// <param name="rows">The most rows, 1 or more.</param>
    /// <returns>A tensor [rows, ...] of as many as are left, or null at the end.</returns>
    /// <exception cref="NpyFormatException">The elements are damaged, or the file was cut off meanwhile.</exception>
    /// <exception cref="InferenceException">The file is not readable any more, or <paramref name="rows"/> is less than 1.</exception>
    public TensorData? Read(long rows)
    {
        if (rows < 1)
        {
            throw new InferenceException($"{_where}, rows to read", "1 or more", $"{rows}", "Ask for a row or more");
        }

        var count = Math.Min(rows, _dims[0] - Position);
        if (count == 0)
        {
            return null;
        }

        Position += count;
        return FileAccessGuard.Guard(_where, () => NpyReader.ReadElements(_where, _stream, _type, [count, .. _dims[1..]]));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();
}
