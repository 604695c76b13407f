using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A graph of layers with one input and one output.</summary>
/// <remarks><code>
/// var input = GraphTensor.Input([8]);
/// var hidden = new Dense(30, new Relu()).call(input);
/// var model = new FunctionalModel(input, new Dense(1).call(new Concatenate().call(input, hidden)));
/// </code></remarks>
[CustomObject("onnxforge/functional-model")]
public sealed class FunctionalModel : Model, IGraphModel
{
    private readonly nn.Module[] layers;

    /// <summary>A model from an input to an output; its layers are built.</summary>
    /// <param name="input">What <see cref="GraphTensor.Input"/> gave.</param>
    /// <param name="output">What layers give for it.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">The output depends on another input.</exception>
    public FunctionalModel(GraphTensor input, GraphTensor output, string? name = null) : this(FunctionalGraph.Between([input], [output]), name) { }

    /// <summary>A model of a graph; its layers are built.</summary>
    /// <param name="graph">The graph, of one input and one output; its layers are owned by this model.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">The graph has several inputs or outputs, or its indices do not fit.</exception>
    [JsonConstructor]
    public FunctionalModel(FunctionalGraph graph, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(graph);
        graph.Check(GetName());
        if (graph.Inputs.Count != 1 || graph.Outputs.Count != 1)
            throw new ConfigException(GetName(), "a graph of one input and one output", $"{graph.Inputs.Count} inputs and {graph.Outputs.Count} outputs", "Use MultiFunctionalModel.");
        (Graph, layers) = (graph, [.. graph.Layers]);
        InferOutputs(graph.Inputs[0].Spec);
    }

    /// <summary>Inputs, layers, calls and outputs.</summary>
    public FunctionalGraph Graph { get; }

    /// <summary>The layers, each once, in the order of their first call.</summary>
    public IReadOnlyList<nn.Module> Layers => layers;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Graph.Run([input])[0];

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec> ComputeOutputs(IReadOnlyList<TensorSpec> inputs) => Graph.Infer(inputs);
}
