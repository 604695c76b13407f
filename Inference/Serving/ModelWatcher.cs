namespace OnnxForge.Inference;

/// <summary>Looks at a model's file again and again, and reloads the model when the file has changed and then stayed as it is for one look.</summary>
/// <remarks>Handlers are called on a thread of the thread pool, one at a time. Dispose it before the model.</remarks>
public sealed class ModelWatcher : IDisposable
{
    private readonly InferenceModel _model;
    private readonly string _path;
    private readonly TimeSpan _interval;
    private readonly Timer _timer;
    private readonly object _turn = new();
    private FileState _loaded, _seen;
    private bool _disposed;

    /// <summary>Starts to watch. The first look that can reload is two intervals away.</summary>
    /// <param name="model">The model to reload; it stays the caller's.</param>
    /// <param name="path">The file; what it is now counts as loaded.</param>
    /// <param name="interval">Time between two looks, more than 0; null for 2 seconds.</param>
    /// <exception cref="InferenceException">The interval is out of range.</exception>
    public ModelWatcher(InferenceModel model, string path, TimeSpan? interval = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(path);
        _interval = interval ?? TimeSpan.FromSeconds(2);
        if (_interval <= TimeSpan.Zero || _interval > TimeSpan.FromDays(1))
        {
            throw new InferenceException("ModelWatcher.interval", "more than 0 and at most a day, or null", $"{_interval}", "Give the time between two looks at the file");
        }

        (_model, _path) = (model, path);
        _loaded = _seen = FileState.Of(_path);
        _timer = new Timer(static watcher => ((ModelWatcher)watcher!).Tick(), this, _interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The file changed and is loaded now.</summary>
    public event EventHandler? Reloaded;

    /// <summary>The file changed and could not be loaded; the model runs on as it was.</summary>
    public event EventHandler<ReloadFailedEventArgs>? ReloadFailed;

    /// <summary>Ends watching; a reload under way ends first.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _disposed = true;
            _timer.Dispose();
        }
    }

    private void Tick()
    {
        lock (_turn)
        {
            if (_disposed)
            {
                return;
            }

            var now = FileState.Of(_path);
            if (now != _loaded && now == _seen)
            {
                _loaded = now;
                Reload();
            }

            _seen = now;
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }

    private void Reload()
    {
        try
        {
            _model.Reload(_path);
        }
        catch (Exception error) when (error is InferenceException or ObjectDisposedException)
        {
            ReloadFailed?.Invoke(this, new ReloadFailedEventArgs(error));
            return;
        }

        Reloaded?.Invoke(this, EventArgs.Empty);
    }
}
