using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What an optimizer of a formula knows of one weight.</summary>
public sealed class WeightState
{
    private readonly Dictionary<string, Tensor> tensors = [];
    private Parameter weight;

    internal WeightState(Parameter weight) => this.weight = weight;

    /// <summary>The number of the step, from 1; steps without a gradient for the weight do not count.</summary>
    public long Step { get; internal set; }

    /// <summary>The learning rate of the step, 0 or more.</summary>
    public double LearningRate { get; internal set; }

    /// <summary>A tensor of the weight's shape, type and device that is kept between steps: change it in place. The state owns it.</summary>
    /// <param name="name">Its name, such as <c>momentum</c>; the first call makes it.</param>
    /// <param name="initial">Each value at first, default 0.</param>
    public Tensor Get(string name, double initial = 0)
    {
        if (!tensors.TryGetValue(name, out var kept)) tensors[name] = kept = full_like(weight, initial, requires_grad: false).DetachFromDisposeScope();
        return kept;
    }

    /// <summary>Goes on with the parameter that took the weight's place.</summary>
    internal void Move(Parameter replacement)
    {
        weight = replacement;
        foreach (var (name, old) in tensors.ToList())
        {
            tensors[name] = old.to(weight.dtype, weight.device, copy: true).DetachFromDisposeScope();
            old.Dispose();
        }
    }

    internal void Save(CheckpointState state)
    {
        state.Set("step", Step);
        foreach (var (name, kept) in tensors) state.Set(name, kept);
    }

    internal void Load(CheckpointState state)
    {
        Free();
        Step = state.GetInt64("step");
        foreach (var name in state.TensorNames) tensors[name] = state.GetTensor(name).to(weight.device, copy: true).DetachFromDisposeScope();
    }

    internal void Free()
    {
        foreach (var kept in tensors.Values) kept.Dispose();
        tensors.Clear();
    }
}
