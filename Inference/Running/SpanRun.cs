using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>One run of a model of one input over elements where they lie; the output may be read until it is disposed.</summary>
internal readonly ref struct SpanRun
{
    // ONNX Runtime wants an address even for no elements.
    private static readonly byte[] NoElements = GC.AllocateArray<byte>(1, pinned: true);

    private readonly ModelSession _session;
    private readonly PooledRun? _pooled;
    private readonly IDisposableReadOnlyCollection<OrtValue>? _outputs;

    public SpanRun(ModelSession session, scoped ReadOnlySpan<byte> elements, scoped ReadOnlySpan<long> dims, CancellationToken cancellationToken)
    {
        _session = session;
        var failed = false;
        if (session.Pooled.Rent(dims) is { } pooled)
        {
            var done = false;
            try
            {
                elements.CopyTo(pooled.Input(0));
                pooled.Run(cancellationToken);
                done = true;
                _pooled = pooled;
                return;
            }
            catch (InferenceException error) when (error is not InferenceTimeoutException)
            {
                // Either the model cannot compute this, which the next run says again, or its output has another size this time.
                failed = true;
            }
            finally
            {
                if (!done)
                {
                    session.Pooled.Return(pooled);
                }
            }
        }

        _outputs = RunInPlace(session, elements, dims.ToArray(), cancellationToken);
        if (failed)
        {
            session.Pooled.Stop();
        }
        else
        {
            session.Pooled.Prepare(dims, [dims.ToArray()], _outputs);
        }
    }

    public ReadOnlySpan<byte> Output => _pooled is { } pooled ? pooled.Output(0) : _outputs![0].GetTensorMutableRawData();

    public void Dispose()
    {
        if (_pooled is { } pooled)
        {
            _session.Pooled.Return(pooled);
        }

        _outputs?.Dispose();
    }

    private static unsafe IDisposableReadOnlyCollection<OrtValue> RunInPlace(ModelSession session, ReadOnlySpan<byte> elements, long[] dims, CancellationToken cancellationToken)
    {
        fixed (byte* address = elements.IsEmpty ? NoElements : elements)
        {
            using var input = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, session.Signature.Inputs[0].Type.ToOrt(), dims, (nint)address, elements.Length);
            return session.Run([input], cancellationToken);
        }
    }
}
