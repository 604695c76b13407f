namespace OnnxForge.Inference;

/// <summary>A model's bytes at any position, of an array or of a file of any size, of which only what is asked for is read.</summary>
internal sealed class ModelBytes
{
    private readonly Func<byte[], long, int>? _read;
    private readonly byte[] _window;
    private long _start;
    private int _count;

    public ModelBytes(byte[] bytes)
    {
        _window = bytes;
        _count = bytes.Length;
        Length = bytes.Length;
    }

    /// <param name="length">The length of the file.</param>
    /// <param name="read">Reads from a position of the file into an array and returns how many bytes there were.</param>
    public ModelBytes(long length, Func<byte[], long, int> read)
    {
        _read = read;
        // Most steps go over a weight to the next: what is read ahead there is read in vain.
        _window = new byte[1 << 12];
        Length = length;
    }

    public long Length { get; }

    /// <exception cref="EndOfStreamException">There is no byte at that position.</exception>
    public byte this[long position]
    {
        get
        {
            if (position < _start || position >= _start + _count)
            {
                Load(position);
            }

            return _window[position - _start];
        }
    }

    /// <exception cref="EndOfStreamException">There are fewer bytes.</exception>
    public byte[] Read(long position, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = this[position + i];
        }

        return bytes;
    }

    private void Load(long position)
    {
        _start = position;
        _count = _read is null ? 0 : _read(_window, position);
        if (_count <= 0)
        {
            throw new EndOfStreamException();
        }
    }
}
