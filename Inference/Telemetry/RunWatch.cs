using System.Diagnostics;

namespace OnnxForge.Inference;

/// <summary>One run, for those who listen; nothing where nobody did when it began.</summary>
internal readonly struct RunWatch
{
    private readonly ModelSession? _session;
    private readonly long _start;
    private readonly Activity? _activity;

    private RunWatch(ModelSession session)
    {
        _session = session;
        _activity = Instruments.Activities.StartActivity(session.SpanName);
        _activity?.SetTag(Instruments.ModelTag, session.Label).SetTag(Instruments.DeviceTag, session.Device.Name);
        _start = Stopwatch.GetTimestamp();
    }

    public static RunWatch Start(ModelSession session) => Instruments.RunsAreWatched ? new RunWatch(session) : default;

    public void Succeed()
    {
        if (_session is not null)
        {
            End(_session, "success", null);
        }
    }

    public void Fail(Exception error)
    {
        if (_session is not null)
        {
            End(_session, error switch { OperationCanceledException => "cancelled", InferenceTimeoutException => "timeout", _ => "failure" }, error);
        }
    }

    /// <summary>The run is done again in another way and counts once.</summary>
    public void Forget()
    {
        if (_activity is not null)
        {
            _activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            _activity.Dispose();
        }
    }

    private void End(ModelSession session, string outcome, Exception? error)
    {
        var tags = new TagList { { Instruments.ModelTag, session.Label }, { Instruments.DeviceTag, session.Device.Name }, { Instruments.OutcomeTag, outcome } };
        Instruments.RunDuration.Record(Instruments.SecondsSince(_start), tags);
        Instruments.Runs.Add(1, tags);
        if (_activity is null)
        {
            return;
        }

        _activity.SetTag(Instruments.OutcomeTag, outcome);
        if (error is not null and not OperationCanceledException)
        {
            _activity.SetTag(Instruments.ErrorTag, error.GetType().FullName).SetStatus(ActivityStatusCode.Error, error.Message);
        }

        _activity.Dispose();
    }
}
