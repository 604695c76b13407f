using System.IO.Compression;

namespace OnnxForge.Inference;

/// <summary>Reads the array of an .npy file, or one of an .npz archive, in parts of its first dimension, so that memory holds one part at a time.</summary>
/// <remarks>Not for several threads at once. Dispose it to close the file.</remarks>
public sealed class NpyRowReader : IDisposable
{
    private readonly string _where;
    private readonly FileStream _file;
    private readonly ZipArchive? _archive;
    private readonly Stream _stream;
    private readonly NpyType _type;
    private readonly long[] _dims;

    /// <summary>Opens a file and reads its head.</summary>
    /// <param name="path">The file: an array of one dimension or more, in row-major order where it has several.</param>
    /// <exception cref="NpyFormatException">The file is damaged or cut off, or holds a scalar, an array in column-major order, Python objects, fields, complex numbers or dates.</exception>
    /// <exception cref="InferenceException">The file is missing or not readable.</exception>
    public NpyRowReader(string path)
        : this(path, null)
    {
    }

    /// <summary>Opens an .npz archive and reads the head of one of its arrays.</summary>
    /// <param name="path">The archive, plain or compressed.</param>
    /// <param name="name">The array's name, without .npy; null where the file is an .npy file. That its bytes are those that were saved is known once its last row is read.</param>
    /// <exception cref="NpyFormatException">The file is damaged or cut off, has no such array, or it is a scalar, in column-major order, or of Python objects, fields, complex numbers or dates.</exception>
    /// <exception cref="InferenceException">The file is missing or not readable.</exception>
    public NpyRowReader(string path, string? name)
    {
        ArgumentNullException.ThrowIfNull(path);
        _where = $"File '{path}'";
        _file = FileAccessGuard.Open(path);
        _stream = _file;
        try
        {
            if (name is not null)
            {
                (_stream, _archive) = NpzFile.Open(_where, _file, name);
                _where = $"{_where}, entry '{name}.npy'";
            }

            (var header, _type) = Guard(() => NpyReader.ReadHead(_where, _stream));
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

            CheckEnd();
        }
        catch
        {
            Dispose();
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
        return Guard(() =>
        {
            var part = NpyReader.ReadElements(_where, _stream, _type, [count, .. _dims[1..]]);
            CheckEnd();
            return part;
        });
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _archive?.Dispose();
        _file.Dispose();
    }

    // The stream of an archive compares what it gave when it is asked beyond its end.
    private void CheckEnd()
    {
        if (_archive is not null && Position == _dims[0])
        {
            Guard(() => _stream.ReadByte());
        }
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return FileAccessGuard.Guard(_where, read);
        }
        catch (InvalidDataException error)
        {
            throw new NpyFormatException(_where, "an array that was compressed whole", error.Message.TrimEnd('.'), "The file is damaged: copy or save it again", error);
        }
    }
}
