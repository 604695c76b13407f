using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Copies of the results of a recorded run as they were at each operator's end: later operators may write into them.</summary>
internal sealed class KeptResults : ITraceWatcher, IDisposable
{
    private const long MostElements = 1 << 22;

    private readonly Dictionary<TraceCall, IReadOnlyList<Tensor?>> results = [];

    /// <summary>Keeps the results of a call that ends.</summary>
    public void Ended(TraceCall call) => results[call] = [.. TraceArgument.Tensors(call.Outputs).Select(t => Copy(t.Handle))];

    /// <summary>A result of a call; null when it is too large to keep.</summary>
    public Tensor? Of(TraceCall call, int output) => results.TryGetValue(call, out var kept) && output < kept.Count ? kept[output] : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in results.Values.SelectMany(r => r)) tensor?.Dispose();
    }

    private static Tensor? Copy(Tensor tensor) => tensor.is_sparse || tensor.numel() > MostElements ? null : tensor.detach().clone().DetachFromDisposeScope();
}
