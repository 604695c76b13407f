using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The weighted mean of scalars, kept where the scalars are, so that adding waits for no device.</summary>
internal sealed class RunningMean : IDisposable
{
    private Tensor? total;
    private double weights;

    /// <summary>Takes a scalar in, with no gradient.</summary>
    public void Add(Tensor value, double weight)
    {
        // In float64, because a float32 sum of many steps loses the small ones.
        total ??= zeros([], ScalarType.Float64, value.device).DetachFromDisposeScope();
        if (total.device_type != value.device_type) total = total.to(value.device, disposeAfter: true).DetachFromDisposeScope();
        total.add_(value, weight);
        weights += weight;
    }

    /// <summary>The mean since the last reset; 0 before the first value.</summary>
    public double Result() => total is null || weights == 0 ? 0 : total.ToDouble() / weights;

    public void Save(CheckpointState state)
    {
        state.Set("weights", weights);
        if (total is not null) state.Set("total", total);
    }

    public void Load(CheckpointState state)
    {
        Reset();
        weights = state.GetDouble("weights");
        if (state.Contains("total")) total = state.GetTensor("total").clone().DetachFromDisposeScope();
    }

    /// <summary>Forgets all values.</summary>
    public void Reset()
    {
        total?.Dispose();
        total = null;
        weights = 0;
    }

    public void Dispose() => Reset();
}
