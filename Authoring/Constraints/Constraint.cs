using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Brings a weight back into its allowed set after every optimizer step.</summary>
public abstract record Constraint
{
    /// <summary>The allowed value nearest in meaning to the weight, of the weight's shape and type; called without gradients.</summary>
    /// <param name="weight">The weight after the step; not changed in place.</param>
    public abstract Tensor Apply(Tensor weight);

    /// <summary>The built-in constraint of this name with its defaults: <c>"non_negative"</c>.</summary>
    /// <param name="name">The class in snake case, or a short name of the field.</param>
    /// <exception cref="ConfigException">No built-in constraint has the name; the error gives the nearest.</exception>
    public static implicit operator Constraint(string name) => BuiltInNames.Create<Constraint>(name);

    /// <summary>A function as constraint. A model with it trains and exports; for saving it must be a static method marked with <see cref="CustomObjectAttribute"/>.</summary>
    /// <param name="function">The function, from a weight to the allowed one; it does not change the weight in place.</param>
    public static Constraint Of(Func<Tensor, Tensor> function) => new FunctionConstraint(function);
}
