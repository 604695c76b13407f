namespace OnnxForge.Inference;

/// <summary>Counts who is using a native object, so that closing it from one thread cannot pull it from under another: the last user frees it.</summary>
internal sealed class UseCounter(Action free)
{
    // Twice the number of users, plus one once closed.
    private int _state;

    /// <summary>False once closed; each success is followed by one <see cref="Exit"/>.</summary>
    public bool TryEnter()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if ((state & 1) != 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _state, state + 2, state) == state)
            {
                return true;
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
