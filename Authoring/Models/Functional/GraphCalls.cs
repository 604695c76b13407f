using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Calls of layers and modules with places of a functional model's graph, written as calls with tensors are.</summary>
public static class GraphCalls
{
    /// <summary>What a module of one tensor gives for a place; a layer is built by this.</summary>
    /// <exception cref="ShapeException">The module does not take such an input.</exception>
    public static GraphTensor call(this nn.Module<Tensor, Tensor> module, GraphTensor input) => GraphTensor.Call(module, input)[0];

    /// <summary>What a module of several tensors gives for places; a layer is built by this.</summary>
    /// <exception cref="ShapeException">The module does not take such inputs.</exception>
    public static GraphTensor call(this nn.Module<Tensor[], Tensor> module, params GraphTensor[] inputs) => GraphTensor.Call(module, inputs)[0];

    /// <inheritdoc cref="call(nn.Module{Tensor[], Tensor}, GraphTensor[])"/>
    public static GraphTensor call(this nn.Module<Tensor, Tensor, Tensor> module, GraphTensor first, GraphTensor second) => GraphTensor.Call(module, first, second)[0];

    /// <inheritdoc cref="call(nn.Module{Tensor[], Tensor}, GraphTensor[])"/>
    public static GraphTensor call(this nn.Module<(Tensor, Tensor), Tensor> module, (GraphTensor, GraphTensor) inputs) => GraphTensor.Call(module, inputs.Item1, inputs.Item2)[0];

    /// <inheritdoc cref="call(nn.Module{Tensor[], Tensor}, GraphTensor[])"/>
    public static (GraphTensor, GraphTensor) call(this nn.Module<(Tensor, Tensor), (Tensor, Tensor)> module, (GraphTensor, GraphTensor) inputs) =>
        GraphTensor.Call(module, inputs.Item1, inputs.Item2) is [var first, var second] ? (first, second) : throw new InvalidOperationException("a module of two outputs gave another number");

    /// <inheritdoc cref="call(nn.Module{Tensor[], Tensor}, GraphTensor[])"/>
    public static (GraphTensor, GraphTensor) call(this nn.Module<Tensor, (Tensor, Tensor)> module, GraphTensor input) =>
        GraphTensor.Call(module, input) is [var first, var second] ? (first, second) : throw new InvalidOperationException("a module of two outputs gave another number");

    /// <summary>What a recurrent layer gives for a place from given first states: its output and its last states.</summary>
    /// <param name="layer">The layer, with <c>returnState</c>.</param>
    /// <param name="input">The sequences, <c>[batch, time, features]</c>.</param>
    /// <param name="states">The first states, each <c>[batch, units]</c>; null or none means zeros.</param>
    /// <param name="mask">True for the steps that are real, bool <c>[batch, time]</c>; null means the mask that the input carries, if any.</param>
    /// <exception cref="ConfigException">The layer is one without <c>returnState</c>.</exception>
    /// <exception cref="ShapeException">Input or states do not fit.</exception>
    public static (GraphTensor Output, IReadOnlyList<GraphTensor> States) CallWithStates(this SequenceLayer layer, GraphTensor input, IReadOnlyList<GraphTensor>? states = null, GraphTensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (!layer.ReturnState) throw new ConfigException(layer.GetName(), "a layer with returnState", "one without", "Make it with returnState: true.");
        var results = GraphTensor.Call(layer, [input, .. states ?? [], .. (IEnumerable<GraphTensor>)(mask is null ? [] : [mask])]);
        return (results[0], [.. results.Skip(1)]);
    }
}
