using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A module whose constructor parameters are its config and whose weights are made when the input's shape is first known.</summary>
/// <remarks>
/// <para>Fields that hold modules (single, in lists, or in dictionaries) and parameters are registered by themselves, under the field's name in camel case
/// without a leading underscore: <c>hidden1.kernel</c>, <c>hidden.0.kernel</c>. A module held twice is registered once, under the first name.
/// A readonly tensor field is a buffer; other tensors become state by <c>register_buffer</c>.</para>
/// <para>Call sub-layers with <c>call</c>, which builds them; <c>forward</c> on a layer that is not built fails.</para>
/// </remarks>
public abstract partial class Layer : nn.Module<Tensor, Tensor>
{
    private readonly Dictionary<string, (Regularizer? Regularizer, Constraint? Constraint, bool Trainable)> weights = [];

    /// <summary>A layer that is not built yet.</summary>
    /// <param name="name">A name for summaries; null means the class's name.</param>
    protected Layer(string? name = null) : base(name ?? nameof(Layer))
    {
        Name = name;
        this.name = name ?? GetType().Name;
        register_forward_pre_hook(BuildOnFirstCall!);
    }

    /// <summary>The name given to the constructor, or null.</summary>
    public string? Name { get; }

    /// <summary>Whether the weights exist.</summary>
    public bool Built { get; private set; }

    /// <summary>The shape that the layer was built for, the batch as -1; null before.</summary>
    public Shape? InputShape { get; private set; }

    /// <summary>Makes the weights for inputs of this shape; does nothing when they exist. A build that fails leaves the layer as it was.</summary>
    /// <param name="input">The input's shape, <c>[-1, ...]</c>, the batch as -1.</param>
    /// <exception cref="ShapeException">The layer does not take such an input.</exception>
    /// <exception cref="ConfigException">The layer adds two weights of one name.</exception>
    public void EnsureBuilt(Shape input)
    {
        if (Built) return;
        RegisterComponents();
        var childrenBefore = new HashSet<nn.Module>(base.children(), ReferenceEqualityComparer.Instance);
        try
        {
            using var noGradient = no_grad();
            Build(input);
        }
        catch
        {
            RemoveWeights();
            throw;
        }
        InputShape = input;
        Built = true;
        RegisterComponents();
        // Modules made by Build start in training mode, whatever mode this layer was put in before.
        if (training) return;
        foreach (var child in base.children().Where(child => !childrenBefore.Contains(child))) child.train(false);
    }

    /// <summary>Adds the weights and sub-layers that depend on the input's shape; the default has none. Runs without gradients.</summary>
    /// <param name="input">The input's shape, <c>[-1, ...]</c>; <c>input[^1]</c> is the number of features.</param>
    protected virtual void Build(Shape input) { }

    /// <summary>Makes a weight and registers it under its name; the layer owns it.</summary>
    /// <param name="name">The name in the layer, unique in it, such as <c>kernel</c>.</param>
    /// <param name="shape">The shape, all sizes known.</param>
    /// <param name="initializer">What gives the first values.</param>
    /// <param name="regularizer">A penalty that training adds to the loss.</param>
    /// <param name="constraint">What training applies after each step.</param>
    /// <param name="trainable">Whether an optimizer changes it and it carries gradients.</param>
    /// <exception cref="ShapeException">A size is not known.</exception>
    /// <exception cref="ConfigException">The layer has a weight of this name.</exception>
    protected Parameter AddWeight(string name, long[] shape, Initializer initializer, Regularizer? regularizer = null, Constraint? constraint = null, bool trainable = true)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        var where = $"{GetName()}.{name}";
        if (weights.ContainsKey(name) || _internal_params.ContainsKey(name))
            throw new ConfigException(where, "weights of different names", $"a second weight named \"{name}\"", "Rename one of them.");
        if (shape.Any(size => size < 0))
        {
            throw new ShapeException(where, "a shape whose sizes are all known", $"{Shape.Create(shape)}",
                "Give the layer an input whose sizes after the batch are known.");
        }
        using var noGradient = no_grad();
        var values = initializer.Create(shape).to(new Device(_deviceType, _deviceIndex));
        var weight = new Parameter(values, trainable);
        weight.DetachFromDisposeScope();
        register_parameter(name, weight);
        weights.Add(name, (regularizer, constraint, trainable));
        return weight;
    }

    /// <summary>Adds a scalar to the loss of the training step that runs this forward; without one, does nothing.</summary>
    /// <param name="loss">A scalar that carries gradients.</param>
    protected static void AddLoss(Tensor loss) => ForwardValues.Current?.Add(loss);

    /// <summary>Reports a scalar of this forward under a name; training shows the mean over the epoch's batches.</summary>
    /// <param name="name">The name in histories and status lines.</param>
    /// <param name="value">A scalar; its gradient is not used.</param>
    protected static void AddMetric(string name, Tensor value) => ForwardValues.Current?.Add(name, value.detach());

    internal IEnumerable<LayerWeight> OwnWeights(string prefix) =>
        weights.Select(weight => new LayerWeight(prefix + weight.Key, this, weight.Key, weight.Value.Regularizer, weight.Value.Constraint, weight.Value.Trainable));

    internal Parameter GetWeight(string weightName) => _internal_params[weightName];

    /// <summary>The error of a layer whose weights are asked for before they exist.</summary>
    private protected AuthoringException NotBuilt() => new($"{GetType().Name} {name}", "a layer that is built", "one that has seen no input",
        "Use call(x), which builds, instead of forward(x); or build it first with EnsureBuilt([-1, features]).");

    private Tensor? BuildOnFirstCall(nn.Module<Tensor, Tensor> module, Tensor input)
    {
        if (Built) return null;
        _deviceType = input.device_type;
        _deviceIndex = input.device_index;
        EnsureBuilt(Shape.OfBatch(input));
        return null;
    }

    private void RemoveWeights()
    {
        foreach (var (field, _) in ComponentFields.Of(GetType()))
        {
            if (TensorName(field.GetValue(this)) is { } held && weights.ContainsKey(held)) field.SetValue(this, null);
        }
        foreach (var added in weights.Keys)
        {
            _internal_params[added].Dispose();
            _internal_params.Remove(added);
        }
        weights.Clear();
    }
}
