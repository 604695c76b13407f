using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A penalty on a weight that training adds to the loss.</summary>
public abstract record Regularizer
{
    /// <summary>The penalty, a scalar that carries a gradient to the weight.</summary>
    /// <param name="weight">The weight, of any shape.</param>
    public abstract Tensor Penalty(Tensor weight);

    /// <summary>The built-in regularizer of this name with its defaults: <c>"l2"</c>.</summary>
    /// <param name="name">The class in snake case, or a short name of the field.</param>
    /// <exception cref="ConfigException">No built-in regularizer has the name; the error gives the nearest.</exception>
    public static implicit operator Regularizer(string name) => BuiltInNames.Create<Regularizer>(name);

    /// <summary>A function as regularizer. A model with it trains and exports; for saving it must be a static method marked with <see cref="CustomObjectAttribute"/>.</summary>
    /// <param name="function">The function, from a weight to a scalar that carries a gradient.</param>
    public static Regularizer Of(Func<Tensor, Tensor> function) => new FunctionRegularizer(function);
}
