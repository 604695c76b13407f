using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Ends a run of ONNX Runtime from outside, by a token or after a time. It serves one run at a time, and is used again unless it ended one.</summary>
internal sealed class RunStop : IDisposable
{
    private readonly Timer _timer;
    private CancellationTokenRegistration _registration;
    private long _deadline = long.MaxValue;

    /// <param name="options">The options of the runs, owned from now on.</param>
    public RunStop(RunOptions options)
    {
        Options = options;
        _timer = new Timer(static stop => ((RunStop)stop!).Tick(), this, Timeout.Infinite, Timeout.Infinite);
    }

    public RunOptions Options { get; }

    public bool Cancelled { get; private set; }

    public bool TimedOut { get; private set; }

    public void Start(TimeSpan? limit, CancellationToken cancellationToken)
    {
        if (limit is { } time)
        {
            lock (_timer)
            {
                _deadline = Environment.TickCount64 + Math.Max(1, (long)Math.Ceiling(time.TotalMilliseconds));
                _timer.Change(time, Timeout.InfiniteTimeSpan);
            }
        }

        _registration = cancellationToken.UnsafeRegister(static stop => ((RunStop)stop!).Cancel(), this);
    }

    /// <summary>After it no token and no time touches the options any more. False where one did: then they cannot be used again.</summary>
    public bool End()
    {
        _registration.Dispose();
        lock (_timer)
        {
            _deadline = long.MaxValue;
            _timer.Change(Timeout.Infinite, Timeout.Infinite);
            return !Cancelled && !TimedOut;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Options.Dispose();
    }

    private void Cancel()
    {
        lock (_timer)
        {
            Cancelled = true;
            Options.Terminate = true;
        }
    }

    private void Tick()
    {
        lock (_timer)
        {
            if (_deadline == long.MaxValue)
            {
                return;
            }

            // The tick may be that of an earlier run, or come a rounding too soon.
            if (_deadline - Environment.TickCount64 is > 0 and var left)
            {
                _timer.Change(left, Timeout.Infinite);
                return;
            }

            TimedOut = true;
            Options.Terminate = true;
        }
    }
}
