using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A graph of layers with several inputs or outputs; it takes and gives them as arrays, in order.</summary>
[CustomObject("onnxforge/multi-functional-model")]
public sealed class MultiFunctionalModel : Model<Tensor[], Tensor[]>, IGraphModel
{
    private readonly nn.Module[] layers;

    /// <summary>A model from inputs to outputs; its layers are built.</summary>
    /// <param name="inputs">What <see cref="GraphTensor.Input"/> gave, in order.</param>
    /// <param name="outputs">What layers give for them, in order.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">An output depends on another input, or two inputs have one name.</exception>
    public MultiFunctionalModel(IReadOnlyList<GraphTensor> inputs, IReadOnlyList<GraphTensor> outputs, string? name = null) : this(FunctionalGraph.Between(inputs, outputs), name) { }

    /// <summary>A model of a graph; its layers are built.</summary>
    /// <param name="graph">The graph; its layers are owned by this model.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">The graph's indices do not fit.</exception>
    [JsonConstructor]
    public MultiFunctionalModel(FunctionalGraph graph, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(graph);
        graph.Check(GetName());
        (Graph, layers) = (graph, [.. graph.Layers]);
        InferOutputs([.. graph.Inputs.Select(input => input.Spec)]);
    }

    /// <summary>Inputs, layers, calls and outputs.</summary>
    public FunctionalGraph Graph { get; }

    /// <summary>The layers, each once, in the order of their first call.</summary>
    public IReadOnlyList<nn.Module> Layers => layers;

    /// <inheritdoc/>
    /// <exception cref="ShapeException">There are more or fewer inputs than the graph's.</exception>
    public override Tensor[] forward(Tensor[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length == Graph.Inputs.Count) return [.. Graph.Run(input)];
        throw new ShapeException(GetName(), $"{Graph.Inputs.Count} inputs: {string.Join(", ", Graph.Inputs.Select(known => known.Name))}", $"{input.Length}", "Give one tensor for each, in this order.");
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec> ComputeOutputs(IReadOnlyList<TensorSpec> inputs) => Graph.Infer(inputs);
}
