namespace OnnxForge.Inference;

/// <summary>Counts who is using a native object, so that closing it from one thread cannot pull it from under another: the last user frees it.</summary>
internal sealed class UseCounter(object owner, Action free)
{
    // Twice the number of users, plus one once closed.
    private int _state;

    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public void Enter()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            ObjectDisposedException.ThrowIf((state & 1) != 0, owner);
            if (Interlocked.CompareExchange(ref _state, state + 2, state) == state)
            {
                return;
            }
        }
    }

    public void Exit()
    {
        if (Interlocked.Add(ref _state, -2) == 1)
        {
            free();
        }
    }

    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf((Volatile.Read(ref _state) & 1) != 0, owner);

    public void Close()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if ((state & 1) != 0)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _state, state | 1, state) == state)
            {
                if (state == 0)
                {
                    free();
                }

                return;
            }
        }
    }
}
