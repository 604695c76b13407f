using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What a training step must know of a module's weights, collected once they exist; it does not follow later changes of the module.
/// <see cref="Model"/> does all of this by itself; it is for loops written by hand.</summary>
public sealed class TrainingWeights
{
    private readonly (Parameter Weight, LayerWeight Source)[] penalized;
    private readonly (Parameter Weight, LayerWeight Source)[] constrained;

    /// <summary>Collects from a module that is built, each weight once.</summary>
    /// <param name="module">The module that trains, kept by its owner.</param>
    /// <exception cref="ConfigException">It has no weights yet, as a layer of it is not built.</exception>
    public TrainingWeights(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        Trainable = Collect(module);
        if (Trainable.Count == 0 && module.modules().OfType<ILayer>().FirstOrDefault(layer => !layer.Built) is { } layer)
            throw new ConfigException(nameof(TrainingWeights), "a module whose layers are built", $"a {TypeNames.Short(layer.GetType())} that is not", "Call the module once, or InferOutputs with its input's shape.");
        var layers = LayerTree.Weights(module).ToList();
        penalized = [.. layers.Where(weight => weight.Regularizer is not null).Select(weight => (weight.Value, weight))];
        constrained = [.. layers.Where(weight => weight.Constraint is not null).Select(weight => (weight.Value, weight))];
    }

    /// <summary>The weights that carry gradients, for <see cref="Optimizer.Bind"/>.</summary>
    public IReadOnlyList<NamedWeight> Trainable { get; }

    /// <summary>The loss with every weight's penalty added, a scalar that carries gradients.</summary>
    /// <param name="loss">A scalar.</param>
    public Tensor AddPenalties(Tensor loss) => Penalties().Aggregate(loss, (sum, penalty) => sum + penalty);

    /// <summary>The penalty of each regularized weight as it is now, scalars that carry gradients.</summary>
    /// <exception cref="ShapeException">A regularizer does not give a scalar.</exception>
    public IReadOnlyList<Tensor> Penalties() => [.. penalized.Select(pair => Penalty(pair.Weight, pair.Source))];

    /// <summary>Brings every constrained weight back into its allowed set, in place.</summary>
    /// <exception cref="ShapeException">A constraint does not give the weight's shape.</exception>
    public void ApplyConstraints()
    {
        if (constrained.Length == 0) return;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (weight, source) in constrained) weight.copy_(Constrained(weight, source));
    }

    private static Tensor Penalty(Parameter weight, LayerWeight source)
    {
        var penalty = source.Regularizer!.Penalty(weight);
        if (penalty.dim() == 0) return penalty;
        throw new ShapeException(source.Path, "a penalty that is a scalar", $"{Shape.Of(penalty)} from {source.Regularizer}", "Let the regularizer end with sum() or mean().");
    }

    private static Tensor Constrained(Parameter weight, LayerWeight source)
    {
        var allowed = source.Constraint!.Apply(weight);
        if (allowed.shape.AsSpan().SequenceEqual(weight.shape)) return allowed;
        throw new ShapeException(source.Path, $"a weight {Shape.Of(weight)} after its constraint", $"{Shape.Of(allowed)} from {source.Constraint}", "Let the constraint keep the shape.");
    }

    internal static List<NamedWeight> Collect(nn.Module module)
    {
        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        return [.. module.named_parameters().Where(item => item.parameter.requires_grad && seen.Add(item.parameter))
            .Select(item => new NamedWeight(item.name, item.parameter))];
    }
}
