using System.Diagnostics;

namespace OnnxForge.Inference;

/// <summary>What one caller of a dispatcher wants, and where its answer goes.</summary>
internal sealed class BatchRequest
{
    private readonly TaskCompletionSource<TensorData[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;

    /// <param name="inputs">The inputs in the order of the signature, of a number of rows that is the same in all.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public BatchRequest(TensorData[] inputs, CancellationToken cancellationToken)
    {
        Inputs = inputs;
        Rows = inputs[0].Shape[0];
        Entered = Instruments.QueueDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
        Caller = Instruments.Activities.HasListeners() ? Activity.Current?.Context : null;
        _registration = cancellationToken.UnsafeRegister(static (request, token) => ((BatchRequest)request!)._answer.TrySetCanceled(token), this);
    }

    public TensorData[] Inputs { get; }

    public long Rows { get; }

    /// <summary>When it began to wait; 0 where nobody measures that.</summary>
    public long Entered { get; }

    /// <summary>The span that asks, where there is one and somebody listens.</summary>
    public ActivityContext? Caller { get; }

    public Task<TensorData[]> Answer => _answer.Task;

    /// <summary>Whether both can be rows of one batch: all sizes but the first agree.</summary>
    public bool FitsWith(BatchRequest other)
    {
        for (var i = 0; i < Inputs.Length; i++)
        {
            if (!Inputs[i].Shape[1..].SequenceEqual(other.Inputs[i].Shape[1..]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Nobody will answer it.</summary>
    public void Abandon() => _registration.Dispose();

    public void Succeed(TensorData[] outputs)
    {
        _registration.Dispose();
        _answer.TrySetResult(outputs);
    }

    public void Fail(Exception error)
    {
        _registration.Dispose();
        _answer.TrySetException(error);
    }
}
