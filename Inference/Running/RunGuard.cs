using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>What stands around one run: it is stopped by its token and its time limit, and its failure is explained.</summary>
internal readonly ref struct RunGuard
{
    private readonly ModelSession _session;
    private readonly CancellationToken _cancellationToken;
    private readonly RunOptions? _own;
    private readonly RunStop? _stop;
    private readonly long _met;

    /// <param name="session">What runs.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <param name="own">Options for a run that nothing stops; null for the session's.</param>
    public RunGuard(ModelSession session, CancellationToken cancellationToken, RunOptions? own = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (_session, _own) = (session, own);
        _cancellationToken = cancellationToken;

        // ONNX Runtime records and replays for one run at a time; the time limit is for the run, not for its turn.
        if (session.Device.Graphs)
        {
            Monitor.Enter(session);
        }

        if (cancellationToken.CanBeCanceled || session.TimeLimit is not null)
        {
            _stop = session.Stops.Rent() ?? new RunStop(session.NewRunOptions());
            _stop.Start(session.TimeLimit, cancellationToken);
        }

        _met = session.BeginRun();
    }

    public RunOptions Options => _stop?.Options ?? _own ?? _session.RunOptions;

    public Exception Explain(OnnxRuntimeException error)
    {
        var where = $"Run of model {_session.Name}";
        return _stop switch
        {
            { Cancelled: true } => new OperationCanceledException($"{where} was cancelled.", error, _cancellationToken),
            { TimedOut: true } => new InferenceTimeoutException(
                where, $"an end within {_session.TimeLimit!.Value.TotalSeconds} s", "a run that went on", "Raise InferenceOptions.TimeLimit, give smaller inputs, or do not run this model", error),
            _ => new InferenceException(
                where, "inputs that the model can compute with", error.Message.Trim().TrimEnd('.'), "Check sizes and values of the inputs against the operator that the message names", error),
        };
    }

    public void Dispose()
    {
        _session.EndRun(_met);
        if (_session.Device.Graphs)
        {
            Monitor.Exit(_session);
        }

        if (_stop is null)
        {
            return;
        }

        if (_stop.End())
        {
            _session.Stops.Return(_stop);
        }
        else
        {
            _stop.Dispose();
        }
    }
}
