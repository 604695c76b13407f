namespace OnnxForge.Authoring;

/// <summary>How weights follow their gradients: the settings alone; <see cref="Bind"/> gives the state.</summary>
public abstract record Optimizer
{
    /// <summary>Starts the optimizer on these weights with fresh state. After the model was moved to another device or type, <see cref="BoundOptimizer.Rebind"/> goes on.</summary>
    /// <param name="weights">The weights to train, in the model's order.</param>
    /// <exception cref="ConfigException">The settings do not fit the weights.</exception>
    public abstract BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights);

    /// <summary>The built-in optimizer of this name with its defaults: <c>"nadam"</c>.</summary>
    /// <param name="name">The class in snake case, or a short name of the field.</param>
    /// <exception cref="ConfigException">No built-in optimizer has the name; the error gives the nearest.</exception>
    public static implicit operator Optimizer(string name) => BuiltInNames.Create<Optimizer>(name);
}
