using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>An input of a functional model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spec">Shape and type, the batch as -1.</param>
public sealed record FunctionalInput(string Name, TensorSpec Spec);

/// <summary>A tensor in a functional model.</summary>
/// <param name="Node">An input, counted from 0, or a call, counted on behind the inputs.</param>
/// <param name="Output">Which output of the call, from 0.</param>
public sealed record FunctionalValue(int Node, int Output);

/// <summary>One call of a layer.</summary>
/// <param name="Layer">The layer's place among the layers.</param>
/// <param name="Arguments">What it is called with, in order.</param>
public sealed record FunctionalCall(int Layer, IReadOnlyList<FunctionalValue> Arguments);

/// <summary>A graph of layers: what a functional model's config says.</summary>
/// <param name="Inputs">The inputs in order.</param>
/// <param name="Layers">The layers, each once, in the order of their first call.</param>
/// <param name="Calls">The calls in an order in which each has its arguments.</param>
/// <param name="Outputs">The outputs in order.</param>
/// <param name="OutputNames">A name for each output, <c>output_0</c>, ... for one without; null where none has a name.</param>
public sealed record FunctionalGraph(IReadOnlyList<FunctionalInput> Inputs, IReadOnlyList<nn.Module> Layers, IReadOnlyList<FunctionalCall> Calls, IReadOnlyList<FunctionalValue> Outputs,
    IReadOnlyList<string>? OutputNames = null)
{
    /// <summary>The graph between places; what stands between but leads to no output is left out.</summary>
    /// <param name="inputs">The inputs in order.</param>
    /// <param name="outputs">The outputs in order, 1 or more.</param>
    /// <exception cref="ConfigException">An output depends on an input that is not among these, an input is not one, or names come twice.</exception>
    public static FunctionalGraph Between(IReadOnlyList<GraphTensor> inputs, IReadOnlyList<GraphTensor> outputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        return new FunctionalGraphBuilder(inputs).Build(outputs);
    }

    /// <summary>Runs the graph.</summary>
    internal IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs) => Evaluate(inputs, ModuleCall.Run);

    /// <summary>Shapes and types of the outputs for those of the inputs.</summary>
    internal IReadOnlyList<TensorSpec> Infer(IReadOnlyList<TensorSpec> inputs) => Evaluate(inputs, ModuleCall.Infer);

    /// <summary>Refuses a graph whose indices do not fit, as a file may hold.</summary>
    /// <exception cref="ConfigException">An index is outside of the graph, or a call comes before its argument.</exception>
    internal void Check(string where)
    {
        bool Known(FunctionalValue value, int nodes) => value.Node >= 0 && value.Node < nodes && value.Output >= 0 && (value.Node >= Inputs.Count || value.Output == 0);
        bool fits = Outputs.Count > 0 && (OutputNames is null || OutputNames.Count == Outputs.Count) && Outputs.All(output => Known(output, Inputs.Count + Calls.Count))
            && Calls.Index().All(c => c.Item.Layer >= 0 && c.Item.Layer < Layers.Count && c.Item.Arguments.All(argument => Known(argument, Inputs.Count + c.Index)));
        if (!fits) throw new ConfigException(where, "a graph in which every call has its layer and its arguments before it", "indices outside of it", "Save the model again.");
    }

    private List<T> Evaluate<T>(IReadOnlyList<T> inputs, Func<nn.Module, IReadOnlyList<T>, IReadOnlyList<T>> call)
    {
        var nodes = inputs.Select(input => (IReadOnlyList<T>)[input]).ToList();
        T Of(FunctionalValue value) => nodes[value.Node][value.Output];
        foreach (var step in Calls) nodes.Add(call(Layers[step.Layer], [.. step.Arguments.Select(Of)]));
        return [.. Outputs.Select(Of)];
    }
}

/// <summary>A model that is a graph.</summary>
internal interface IGraphModel
{
    FunctionalGraph Graph { get; }
}
