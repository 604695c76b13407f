using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A figure of merit collected batch by batch: <see cref="Update"/> for each batch, <see cref="Result"/> at any time,
/// <see cref="Reset"/> before the next epoch.</summary>
public abstract class Metric
{
    private readonly Dictionary<string, (Tensor Value, double Initial)> states = [];
    private readonly HashSet<string> loaded = [];

    /// <summary>A metric under a name.</summary>
    /// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
    protected Metric(string? name = null) => Name = name ?? ObjectNames.Snake(GetType().Name, "Metric");

    /// <summary>The name in histories and status lines.</summary>
    public string Name { get; }

    /// <summary>The states by name, on the CPU, owned by the metric.</summary>
    public IReadOnlyDictionary<string, Tensor> States => states.ToDictionary(state => state.Key, state => state.Value.Value);

    /// <summary>The built-in metric of this name with its defaults: <c>"mae"</c>, which then is its name in histories.</summary>
    /// <param name="name">The class in snake case, or a short name of the field.</param>
    /// <exception cref="ConfigException">No built-in metric has the name; the error gives the nearest.</exception>
    public static implicit operator Metric(string name) => BuiltInNames.Create<Metric>(name);

    /// <summary>A function as metric. A model with it trains and exports; for saving it must be a static method marked with <see cref="CustomObjectAttribute"/>.</summary>
    /// <param name="function">The function, from target and prediction to the values of the batch, <c>[batch, ...]</c>; the metric is their mean.</param>
    /// <param name="name">The name in histories and status lines; null means the method's name in snake case.</param>
    public static Metric Of(Func<Tensor, Tensor, Tensor> function, string? name = null) => new FunctionMetric(function, name);

    /// <summary>Takes one batch in, padding and all: what a <see cref="SequenceMask"/> leaves out is chosen before, by <see cref="SequenceMask.Kept"/>.</summary>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    /// <param name="sampleWeight">One weight a sample, <c>[batch]</c> or <c>[batch, 1]</c>; null means 1 each.</param>
    /// <exception cref="ShapeException">Target and prediction do not fit each other, or the weights are not one a sample.</exception>
    public abstract void Update(Tensor target, Tensor prediction, Tensor? sampleWeight = null);

    /// <summary>The figure over all batches since the last reset; 0 before the first.</summary>
    public abstract double Result();

    /// <summary>Sets every state back to its initial value; a metric that keeps more overrides it.</summary>
    public virtual void Reset()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (value, initial) in states.Values) value.fill_(initial);
    }

    /// <summary>Hands a checkpoint every state; a metric that keeps more overrides it.</summary>
    /// <param name="state">Where to.</param>
    public virtual void Save(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var initial = state.Part("initial");
        foreach (var (name, kept) in states)
        {
            state.Set(name, kept.Value);
            initial.Set(name, kept.Initial);
        }
    }

    /// <summary>Takes back what <see cref="Save"/> gave; a state that is not there yet is what the next <see cref="AddState(string, long[], double, ScalarType)"/> of its name gives.</summary>
    /// <param name="state">Where from.</param>
    /// <exception cref="BundleException">A state is missing or of another shape.</exception>
    public virtual void Load(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Reset();
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var initial = state.Part("initial");
        foreach (var name in initial.Names)
        {
            var value = state.GetTensor(name);
            if (!states.TryGetValue(name, out var own))
            {
                states.Add(name, (value.clone().DetachFromDisposeScope(), initial.GetDouble(name)));
                loaded.Add(name);
            }
            else if (own.Value.shape.AsSpan().SequenceEqual(value.shape) && own.Value.dtype == value.dtype)
            {
                own.Value.copy_(value);
            }
            else
            {
                throw new BundleException($"Checkpoint, metric {Name}, {name}", $"a state {own.Value.dtype} {Shape.Of(own.Value)}", $"{value.dtype} {Shape.Of(value)}", "Go on with the metric that the training began with.");
            }
        }
    }

    /// <summary>A new state: a float64 scalar on the CPU that <see cref="Update"/> changes in place and <see cref="Reset"/> sets back.</summary>
    /// <param name="name">The state's name, unique in the metric.</param>
    /// <param name="initial">The value before the first batch.</param>
    /// <exception cref="ConfigException">The metric has a state of this name.</exception>
    protected Tensor AddState(string name, double initial = 0) => AddState(name, [], initial);

    /// <summary>A new state of a shape: a tensor on the CPU that <see cref="Update"/> changes in place and <see cref="Reset"/> sets back. One whose sizes the data decide can be
    /// added by the first update.</summary>
    /// <param name="name">The state's name, unique in the metric.</param>
    /// <param name="shape">The shape, <c>[]</c> for a scalar.</param>
    /// <param name="initial">Each value before the first batch.</param>
    /// <param name="type">The type: float64, which counts exactly to 2⁵³, or int64.</param>
    /// <exception cref="ConfigException">The metric has a state of this name.</exception>
    protected Tensor AddState(string name, long[] shape, double initial = 0, ScalarType type = ScalarType.Float64)
    {
        if (loaded.Remove(name) && states[name].Value is var known && known.dtype == type && known.shape.AsSpan().SequenceEqual(shape)) return known;
        var value = full(shape, initial, type).DetachFromDisposeScope();
        if (states.TryAdd(name, (value, initial))) return value;
        value.Dispose();
        throw new ConfigException($"Metric {Name}", "states of different names", $"a second state named \"{name}\"", "Rename one of them.");
    }
}
