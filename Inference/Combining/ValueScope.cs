using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>What several models make and use in one run together; all of it is freed at the end, the last first.</summary>
internal sealed class ValueScope : IDisposable
{
    private readonly Stack<IDisposable> _owned = [];

    public T Own<T>(T owned) where T : IDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    /// <summary>A use of a session that ends with the scope, after the values that the session made.</summary>
    public ModelSession Use(ModelSession session)
    {
        _owned.Push(new SessionUse(session));
        return session;
    }

    public OrtValue[] Pin(ReadOnlySpan<TensorData> tensors)
    {
        var values = new OrtValue[tensors.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Own(new PinnedTensor(tensors[i])).Value;
        }

        return values;
    }

    public void Dispose()
    {
        while (_owned.TryPop(out var owned))
        {
            owned.Dispose();
        }
    }

    private sealed class SessionUse(ModelSession session) : IDisposable
    {
        public void Dispose() => session.Uses.Exit();
    }
}
