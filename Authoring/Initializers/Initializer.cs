using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Gives a new weight its first values.</summary>
public abstract record Initializer
{
    /// <summary>A new float32 CPU tensor of this shape, not requiring a gradient, owned by the caller; random ones use TorchSharp's global
    /// generator, so <c>torch.manual_seed</c> decides.</summary>
    /// <param name="shape">The weight's shape, all sizes known; a kernel is <c>[in, out]</c> or <c>[..., in, out]</c>.</param>
    public abstract Tensor Create(long[] shape);

    /// <summary>The built-in initializer of this name with its defaults: <c>"he_normal"</c>.</summary>
    /// <param name="name">The class in snake case, or a short name of the field.</param>
    /// <exception cref="ConfigException">No built-in initializer has the name; the error gives the nearest.</exception>
    public static implicit operator Initializer(string name) => BuiltInNames.Create<Initializer>(name);

    /// <summary>A function as initializer. A model with it trains and exports; for saving it must be a static method marked with <see cref="CustomObjectAttribute"/>.</summary>
    /// <param name="function">The function, from a shape to a new float32 tensor of it.</param>
    public static Initializer Of(Func<long[], Tensor> function) => new FunctionInitializer(function);
}
