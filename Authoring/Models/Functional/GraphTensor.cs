using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A place in a functional model's graph: an input, or what a layer will give. It has a shape and a type and no values.</summary>
public sealed class GraphTensor
{
    private GraphTensor(TensorSpec spec, string? name, GraphCall? producer, int output) => (Spec, Name, Producer, Output) = (spec, name, producer, output);

    /// <summary>Shape and type, the batch as -1.</summary>
    public TensorSpec Spec { get; }

    /// <summary>The sizes, the batch as -1.</summary>
    public Shape Shape => Spec.Shape;

    /// <summary>The input's name, or what <see cref="Named"/> gave; null where there is none.</summary>
    public string? Name { get; }

    /// <summary>The call that gives it; null for an input.</summary>
    internal GraphCall? Producer { get; }

    /// <summary>Which of the call's outputs it is.</summary>
    internal int Output { get; }

    /// <summary>An input of a functional model.</summary>
    /// <param name="shape">The shape without the batch, <c>[8]</c>; -1 for a size that is not known.</param>
    /// <param name="type">The element type, default float32.</param>
    /// <param name="name">The name in summaries and exported files; null means <c>input</c>, or <c>input_1</c>, ... where there are several.</param>
    public static GraphTensor Input(Shape shape, ScalarType type = ScalarType.Float32, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new(new TensorSpec([-1, .. shape], type), name, null, 0);
    }

    /// <summary>The same place under a name, which an output of a model has in exported files.</summary>
    /// <param name="name">The name, of its own among the model's outputs.</param>
    /// <exception cref="ConfigException">The place is an input, which is named where it is made.</exception>
    public GraphTensor Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Producer is null) throw new ConfigException("GraphTensor.Named", "what a layer gives", $"an input {this}", $"Name it where it is made: GraphTensor.Input(shape, name: \"{name}\").");
        return new(Spec, name, Producer, Output);
    }

    /// <summary>What a module gives for these places; a layer is built by this.</summary>
    /// <param name="module">A layer, a model or a plain TorchSharp module; calling it again shares its weights.</param>
    /// <param name="inputs">One for each tensor that it takes, in order.</param>
    /// <returns>One for each tensor that it gives.</returns>
    /// <exception cref="ShapeException">The module does not take such inputs.</exception>
    /// <exception cref="ConfigException">The module takes another number of tensors.</exception>
    public static IReadOnlyList<GraphTensor> Call(nn.Module module, params IReadOnlyList<GraphTensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(inputs);
        var call = new GraphCall(module, [.. inputs]);
        return [.. ModuleCall.Infer(module, [.. inputs.Select(input => input.Spec)]).Select((spec, index) => new GraphTensor(spec, null, call, index))];
    }

    /// <summary><c>float32 [?, 8]</c>.</summary>
    public override string ToString() => $"{Spec}";
}

/// <summary>One call of a module in the graph.</summary>
internal sealed record GraphCall(nn.Module Module, IReadOnlyList<GraphTensor> Inputs);
