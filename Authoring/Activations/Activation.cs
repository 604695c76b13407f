using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A function that a layer applies to its output: of each element alone, or, as <see cref="Softmax"/>, along an axis.</summary>
public abstract record Activation
{
    /// <summary>The function's value, of the input's shape (<see cref="Glu"/> halves an axis).</summary>
    /// <param name="input">The layer's linear output, of any shape.</param>
    public abstract Tensor Apply(Tensor input);

    /// <summary>Whether the output surely has the input's shape; a layer with another one is tried to learn its output's.</summary>
    internal virtual bool KeepsShape => true;

    /// <summary>The built-in activation of this name with its defaults: <c>"selu"</c>, <c>"relu"</c>.</summary>
    /// <param name="name">The class in snake case, or a short name of the field.</param>
    /// <exception cref="ConfigException">No built-in activation has the name; the error gives the nearest.</exception>
    public static implicit operator Activation(string name) => BuiltInNames.Create<Activation>(name);

    /// <summary>A function as activation. A model with it trains and exports; for saving it must be a static method marked with <see cref="CustomObjectAttribute"/>.</summary>
    /// <param name="function">The function, from a tensor to a tensor; it may change the shape.</param>
    public static Activation Of(Func<Tensor, Tensor> function) => new FunctionActivation(function);
}
