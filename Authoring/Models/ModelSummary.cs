using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Writes what a model is made of: a table of its layers and the sums of its weights.</summary>
internal sealed class ModelSummary
{
    private readonly nn.Module model;
    private readonly List<(string Path, nn.Module Module)> nodes;
    private readonly Dictionary<nn.Module, string> paths;
    private readonly LayerOutputs outputs;
    private readonly TextTable table = new([("Layer", 32, false), ("Type", 28, false), ("Output", 28, false), ("Connected to", 32, false), ("Weights", 36, false),
        ("Parameters", 20, true), ("Trainable", 10, false)]);

    private ModelSummary(nn.Module model)
    {
        this.model = model;
        nodes = [.. LayerTree.Modules(model)];
        paths = nodes.ToDictionary(node => node.Module, node => node.Path);
        outputs = LayerOutputs.Of(model, nodes.Select(node => node.Module));
    }

    /// <summary>The summary, lines ended by line feeds but for the last.</summary>
    /// <param name="model">A model, built or not.</param>
    public static string Write(nn.Module model) => new ModelSummary(model).Write();

    private string Write()
    {
        foreach (var input in (model as IGraphModel)?.Graph.Inputs ?? []) table.Add(input.Name, "input", $"{input.Spec.Shape}", "", "", "", "");
        foreach (var (path, module) in nodes.Where(IsShown)) AddRow(path, module);
        var seen = new HashSet<nint>();
        var weights = model.parameters().Where(weight => seen.Add(weight.Handle)).ToList();
        var (all, trainable) = (Count(weights), Count(weights.Where(weight => weight.requires_grad)));
        return $"{Title()}\n\n{table}\nTotal: {all:N0} parameters, {trainable:N0} trainable, {all - trainable:N0} not trainable";
    }

    private string Title()
    {
        var name = Name(model);
        if (model is not ILayer { Built: true } layer) return $"{name}: not built, so that shapes and weights are not known; call it on a batch, or EnsureBuilt([-1, features])";
        if (outputs.Failure is { } failure) return $"{name}: {string.Join(", ", layer.InputShapes!)}; shapes of outputs are not known, for a trial on zeros failed: {failure}";
        if (model is not IGraphModel { Graph: var graph }) return $"{name}: {string.Join(", ", layer.InputShapes!)} to {outputs.Text(model)}";
        var given = graph.Outputs.Index().Zip(outputs.Shapes(model), (output, shape) =>
            $"{(graph.OutputNames is { } names ? $"{names[output.Index]} ({Place(graph, output.Item)})" : Place(graph, output.Item))} {shape}");
        return $"{name}: {string.Join(", ", graph.Inputs.Select(input => $"{input.Name} {input.Spec.Shape}"))} to {string.Join(", ", given)}";
    }

    // Lists and the model itself show in the paths; a row is for what computes or has weights.
    private bool IsShown((string Path, nn.Module Module) node) => node.Module.named_parameters(recurse: false).Any()
        || (node.Path.Length > 0 && (node.Module is ILayer || outputs.Has(node.Module) || (node.Module is not ComponentList && !node.Module.named_children().Any())));

    private void AddRow(string path, nn.Module module)
    {
        var weights = module.named_parameters(recurse: false).ToList();
        var (all, trainable) = (Count(weights.Select(weight => weight.parameter)), Count(weights.Select(weight => weight.parameter).Where(weight => weight.requires_grad)));
        table.Add(path.Length == 0 ? "(model)" : path, Name(module), Output(module), Connections(path, module),
            string.Join(", ", weights.Select(weight => $"{weight.name} {Shape.Of(weight.parameter)}")), weights.Count == 0 ? "" : $"{all:N0}",
            weights.Count == 0 ? "" : trainable == all ? "yes" : trainable == 0 ? "no" : "partly");
    }

    private string Output(nn.Module module)
    {
        if (module is ILayer { Built: false }) return "not built";
        if (outputs.Has(module)) return outputs.Text(module);
        return model is ILayer { Built: true } && outputs.Failure is null ? "not called" : "";
    }

    // What a layer of a functional model is called with, each call behind the other.
    private string Connections(string path, nn.Module module)
    {
        var owner = nodes.LastOrDefault(node => node.Module is IGraphModel { Graph: var graph } && graph.Layers.Contains(module) && path.StartsWith(node.Path, StringComparison.Ordinal)).Module;
        if (owner is not IGraphModel { Graph: var graph }) return "";
        var layer = graph.Layers.Index().First(item => ReferenceEquals(item.Item, module)).Index;
        return string.Join("; ", graph.Calls.Where(call => call.Layer == layer).Select(call => string.Join(", ", call.Arguments.Select(argument => Place(graph, argument)))));
    }

    // An input's name, or the path of the layer whose call gives the value.
    private string Place(FunctionalGraph graph, FunctionalValue value)
    {
        if (value.Node < graph.Inputs.Count) return graph.Inputs[value.Node].Name;
        var call = graph.Calls[value.Node - graph.Inputs.Count];
        var calls = graph.Calls.Index().Where(other => other.Item.Layer == call.Layer).Select(other => other.Index + graph.Inputs.Count).ToList();
        return paths[graph.Layers[call.Layer]] + (value.Output > 0 ? $"[{value.Output}]" : "") + (calls.Count > 1 ? $" (call {calls.IndexOf(value.Node) + 1})" : "");
    }

    private static string Name(nn.Module module) => module is ILayer { Name: { } given } ? $"{TypeNames.Short(module.GetType())} \"{given}\"" : TypeNames.Short(module.GetType());

    private static long Count(IEnumerable<Tensor> weights) => weights.Sum(weight => weight.numel());
}
