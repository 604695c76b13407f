using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Layers one after the other: ours, plain TorchSharp modules, and models.</summary>
/// <remarks><code>var model = new Sequential([new Dense(30, new Selu(), kernelInitializer: new LecunNormal()), new Dense(1)]);</code></remarks>
[CustomObject("onnxforge/sequential")]
public sealed class Sequential : Model
{
    private readonly nn.Module<Tensor, Tensor>[] layers;

    /// <summary>A model that is built on its first input, or at once where the input's shape is given.</summary>
    /// <param name="layers">The layers in order, 1 or more, owned by this model; one that comes twice shares its weights.</param>
    /// <param name="input">The input's shape without the batch, <c>[8]</c>; null (the default) waits for the first input.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">There is no layer, or one is null.</exception>
    /// <exception cref="ShapeException">A layer does not take what the one before it gives.</exception>
    public Sequential(IReadOnlyList<nn.Module<Tensor, Tensor>> layers, Shape? input = null, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0 || layers.Contains(null!))
            throw new ConfigException(GetName(), "one layer or more", layers.Count == 0 ? "none" : "null among them", "Pass the layers in order: new Sequential([new Dense(30), new Dense(1)]).");
        (this.layers, Input) = ([.. layers], input);
        if (input is not null) InferOutputs(new TensorSpec([-1, .. input]));
    }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<nn.Module<Tensor, Tensor>> Layers => layers;

    /// <summary>The input's shape without the batch that was given to the constructor, or null.</summary>
    public Shape? Input { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => layers.Aggregate(input, (value, layer) => layer.call(value));

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec> ComputeOutputs(IReadOnlyList<TensorSpec> inputs) => layers.Aggregate(inputs, (specs, layer) => [ModuleCall.Infer(layer, specs)[0]]);
}
