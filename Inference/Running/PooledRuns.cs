using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>The runs of a session that are kept ready, by the sizes of their inputs.</summary>
internal sealed class PooledRuns : IDisposable
{
    /// <summary>Beyond this a copy costs more than the allocations it saves.</summary>
    private const long LargestCopy = 4 << 20;

    private readonly ModelSession _session;
    private readonly Pool<PooledRun> _idle = new(capacity: Math.Max(16, 2 * Environment.ProcessorCount));
    private bool _possible;

    public PooledRuns(ModelSession session)
    {
        _session = session;
        _possible = session.Signature.Outputs.All(tensor => tensor.Type != ElementType.String);
    }

    public PooledRun? Rent(ReadOnlySpan<long> key) => Volatile.Read(ref _possible) ? _idle.Rent(key, static (run, key) => run.Fits(key)) : null;

    public void Return(PooledRun run) => _idle.Return(run);

    /// <summary>Keeps a run ready for the sizes of one that has just succeeded.</summary>
    public void Prepare(ReadOnlySpan<long> key, long[][] inputs, IReadOnlyList<OrtValue> outputs)
    {
        if (Volatile.Read(ref _possible) && Bytes(inputs) + outputs.Sum(output => output.GetTensorSizeInBytes()) <= LargestCopy)
        {
            _idle.Return(new PooledRun(_session, key, inputs, outputs));
        }
    }

    /// <summary>For a model whose outputs differ in size for inputs of equal sizes.</summary>
    public void Stop()
    {
        Volatile.Write(ref _possible, false);
        _idle.Dispose();
    }

    public void Dispose() => _idle.Dispose();

    private long Bytes(long[][] inputs) => inputs.Select((dims, i) => TensorShape.Count(dims)!.Value * _session.Signature.Inputs[i].Type.ByteSize()).Sum();
}
