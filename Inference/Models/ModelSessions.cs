namespace OnnxForge.Inference;

/// <summary>The sessions of one loaded file: one at first, and more as soon as short runs meet. Runs in one session wait for each other at its memory arena and
/// at its counters, so that two threads on a small model get less done than one; in sessions of their own they do not.</summary>
/// <param name="first">The session that is there from the start.</param>
internal sealed class ModelSessions(ModelSession first)
{
    /// <summary>What longer runs wait for is a small part of them.</summary>
    public static readonly TimeSpan ShortRun = TimeSpan.FromMicroseconds(250);

    /// <summary>Where this thread looks first, so that it finds again what it used last; 0 before its first run. It counts for all models.</summary>
    [ThreadStatic]
    private static uint _seat;

    private static int _seats;

    /// <summary>Sessions are made one at a time, and none once the process ends: ONNX Runtime aborts where it is unloaded meanwhile.</summary>
    private static readonly object Maker = new();

    private static bool _ended;

    private readonly object _turn = new();
    private ModelSession[] _all = [first];
    private Func<ModelSession>? _open;
    private Task? _making;
    private int _most = 1;
    private bool _closed;

    static ModelSessions() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        lock (Maker)
        {
            _ended = true;
        }
    };

    /// <summary>The first one; what it says of the model holds for all.</summary>
    public ModelSession First => first;

    public int Count => Volatile.Read(ref _all).Length;

    public bool CanGrow => Volatile.Read(ref _open) is not null;

    /// <summary>Lets there be more sessions.</summary>
    /// <param name="most">How many in all.</param>
    /// <param name="open">Makes one; it is kept until there are as many, or one could not be made.</param>
    public void Allow(int most, Func<ModelSession> open) => (_most, _open) = (most, open);

    /// <summary>Enters the session that this thread used last, or another where a run is under way in that one. Null once closed.</summary>
    public ModelSession? TryEnter()
    {
        var all = Volatile.Read(ref _all);
        var session = all.Length == 1 ? all[0] : Choose(all);
        return session.Uses.TryEnter() ? session : null;
    }

    /// <summary>Enters the session of the fewest bindings. Null once closed.</summary>
    /// <param name="from">Where the binding is now: null also where it would not be better off elsewhere.</param>
    public ModelSession? TryBind(ModelSession? from = null)
    {
        lock (_turn)
        {
            var session = _all.MinBy(session => session.Bindings)!;
            if ((from is not null && session.Bindings + 1 >= from.Bindings) || !session.Uses.TryEnter())
            {
                return null;
            }

            session.Bindings++;
            return session;
        }
    }

    /// <summary>Ends what <see cref="TryBind"/> began.</summary>
    public void Unbind(ModelSession session)
    {
        lock (_turn)
        {
            session.Bindings--;
        }

        session.Uses.Exit();
    }

    /// <summary>Has another session made on a thread of the thread pool, unless one is being made, there are enough, or one could not be made.</summary>
    public void Grow()
    {
        lock (_turn)
        {
            if (Interlocked.Exchange(ref _open, null) is { } open)
            {
                _making = Task.Run(() => Make(open));
            }
        }
    }

    /// <summary>No run begins any more. What is being made is freed by then too: an application may end right after, and ONNX Runtime cannot make sessions while it is unloaded.</summary>
    public void Close()
    {
        lock (_turn)
        {
            _closed = true;
            _open = null;
        }

        _making?.Wait();
        Array.ForEach(_all, session => session.Uses.Close());
    }

    private void Make(Func<ModelSession> open)
    {
        ModelSession made;
        try
        {
            lock (Maker)
            {
                if (_ended || Volatile.Read(ref _closed))
                {
                    return;
                }

                made = open();
            }
        }
        catch (Exception error)
        {
            // Whatever it was, the runs go on in the sessions that there are.
            Instruments.CountSession(first.Label, error);
            return;
        }

        if (!TryAdd(made, open))
        {
            made.Uses.Close();
            return;
        }

        Instruments.CountSession(first.Label, null);
    }

    private bool TryAdd(ModelSession made, Func<ModelSession> open)
    {
        lock (_turn)
        {
            if (_closed)
            {
                return false;
            }

            (made.Group, made.Failed) = (this, first.Failed);
            Volatile.Write(ref _all, [.. _all, made]);
            Volatile.Write(ref _open, _all.Length < _most ? open : null);
            return true;
        }
    }

    private static ModelSession Choose(ModelSession[] all)
    {
        var seat = _seat != 0 ? _seat : _seat = (uint)Interlocked.Increment(ref _seats);
        for (var i = 0u; i < all.Length; i++)
        {
            var session = all[(seat + i) % all.Length];
            if (!session.IsBusy)
            {
                if (i > 0)
                {
                    _seat = seat + i;
                }

                return session;
            }
        }

        return all[seat % all.Length];
    }
}
