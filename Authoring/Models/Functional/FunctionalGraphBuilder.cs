using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Collects the calls that lead from inputs to outputs.</summary>
internal sealed class FunctionalGraphBuilder
{
    private readonly IReadOnlyList<GraphTensor> inputs;
    private readonly List<FunctionalInput> named = [];
    private readonly List<nn.Module> layers = [];
    private readonly List<FunctionalCall> calls = [];
    private readonly Dictionary<GraphCall, int> nodes = new(ReferenceEqualityComparer.Instance);

    public FunctionalGraphBuilder(IReadOnlyList<GraphTensor> inputs)
    {
        this.inputs = inputs;
        foreach (var (index, input) in inputs.Index())
        {
            if (input.Producer is not null) throw new ConfigException("FunctionalModel, inputs", "places made by GraphTensor.Input", "what a layer gives", "Begin the model at an input.");
            named.Add(new FunctionalInput(input.Name ?? (inputs.Count == 1 ? "input" : $"input_{index + 1}"), input.Spec));
        }
        RefuseTwice("FunctionalModel, inputs", named.Select(input => input.Name));
    }

    public FunctionalGraph Build(IReadOnlyList<GraphTensor> outputs)
    {
        if (outputs.Count == 0) throw new ConfigException("FunctionalModel, outputs", "one output or more", "none", "Pass what the layers give.");
        var values = outputs.Select(ValueOf).ToList();
        if (outputs.All(output => output.Producer is null || output.Name is null)) return new FunctionalGraph(named, layers, calls, values);
        var names = outputs.Select((output, index) => output.Name ?? (outputs.Count == 1 ? "output" : $"output_{index}")).ToList();
        RefuseTwice("FunctionalModel, outputs", names);
        return new FunctionalGraph(named, layers, calls, values, names);
    }

    private static void RefuseTwice(string where, IEnumerable<string> names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ConfigException(where, "a name of its own for each", $"\"{twice.Key}\" {twice.Count()} times", "Rename one of them.");
    }

    private FunctionalValue ValueOf(GraphTensor tensor)
    {
        if (tensor.Producer is { } call) return new FunctionalValue(NodeOf(call), tensor.Output);
        var index = inputs.Index().FirstOrDefault(input => ReferenceEquals(input.Item, tensor), (Index: -1, Item: tensor)).Index;
        return index >= 0 ? new FunctionalValue(index, 0)
            : throw new ConfigException("FunctionalModel, inputs", $"every input that the outputs depend on", $"none for {tensor.Name ?? "an input"} {tensor}", "Pass it among the inputs.");
    }

    private int NodeOf(GraphCall call)
    {
        if (nodes.TryGetValue(call, out var known)) return known;
        var arguments = call.Inputs.Select(ValueOf).ToList();
        var layer = layers.FindIndex(module => ReferenceEquals(module, call.Module));
        if (layer < 0)
        {
            layer = layers.Count;
            layers.Add(call.Module);
        }
        calls.Add(new FunctionalCall(layer, arguments));
        return nodes[call] = inputs.Count + calls.Count - 1;
    }
}
