namespace OnnxForge.Inference;

/// <summary>Keeps a few native objects that nobody uses now; what it has no room for, and what comes back after it was closed, is disposed.</summary>
internal sealed class Pool<T>(int capacity) : IDisposable where T : class, IDisposable
{
    private readonly T?[] _idle = new T[capacity];
    private int _count;
    private bool _closed;

    public T? Rent()
    {
        lock (_idle)
        {
            return _count == 0 ? null : Take(_count - 1);
        }
    }

    /// <summary>The last returned that fits; null where none does.</summary>
    public T? Rent<TKey>(ReadOnlySpan<TKey> key, Fits<TKey> fits)
    {
        lock (_idle)
        {
            for (var i = _count - 1; i >= 0; i--)
            {
                if (fits(_idle[i]!, key))
                {
                    return Take(i);
                }
            }

            return null;
        }
    }

    public void Return(T item)
    {
        T? surplus = null;
        lock (_idle)
        {
            if (_closed)
            {
                surplus = item;
            }
            else
            {
                if (_count == _idle.Length)
                {
                    surplus = Take(0);
                }

                _idle[_count++] = item;
            }
        }

        surplus?.Dispose();
    }

    public void Dispose()
    {
        lock (_idle)
        {
            _closed = true;
            while (_count > 0)
            {
                Take(_count - 1).Dispose();
            }
        }
    }

    private T Take(int index)
    {
        var item = _idle[index]!;
        Array.Copy(_idle, index + 1, _idle, index, --_count - index);
        _idle[_count] = null;
        return item;
    }

    public delegate bool Fits<TKey>(T item, ReadOnlySpan<TKey> key);
}
