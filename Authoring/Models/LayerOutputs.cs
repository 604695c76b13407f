using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The shapes that the modules of a model give, found by a trial of the whole model on zeros.</summary>
internal sealed class LayerOutputs
{
    private readonly Dictionary<nn.Module, List<IReadOnlyList<Shape>>> calls = new(ReferenceEqualityComparer.Instance);

    private LayerOutputs() { }

    /// <summary>Why the trial failed, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>The outputs of a model and what is in it; none where the model is not built.</summary>
    public static LayerOutputs Of(nn.Module model, IEnumerable<nn.Module> modules)
    {
        var found = new LayerOutputs();
        if (model is not ILayer { Built: true } layer || model is not IFlatCall flat) return found;
        using var recorder = new OutputRecorder(modules);
        foreach (var inputs in Candidates(model, layer.InputShapes!))
        {
            try
            {
                found.Try(model, flat, inputs, recorder);
                found.Failure = null;
                return found;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                recorder.Take();
                found.Failure ??= (error.InnerException ?? error).Message.Split('\n')[0];
            }
        }
        return found;
    }

    /// <summary>Whether the module was called.</summary>
    public bool Has(nn.Module module) => calls.ContainsKey(module);

    /// <summary>The shapes of a module's outputs in its first call.</summary>
    public IReadOnlyList<Shape> Shapes(nn.Module module) => calls[module][0];

    /// <summary>The shapes of a module's outputs; where calls differ, one after the other.</summary>
    public string Text(nn.Module module) => string.Join("; ", calls[module].Select(shapes => string.Join(", ", shapes)).Distinct());

    // A layer does not keep the types that it was built for: where numbers do not fit, the inputs are indices.
    private static IEnumerable<IReadOnlyList<TensorSpec>> Candidates(nn.Module model, IReadOnlyList<Shape> shapes) => model is IGraphModel { Graph: var graph }
        ? [[.. graph.Inputs.Select(input => input.Spec)]]
        : new[] { ScalarType.Float32, ScalarType.Int64 }.Select(type => (IReadOnlyList<TensorSpec>)[.. shapes.Select(shape => new TensorSpec(shape, type))]);

    private void Try(nn.Module model, IFlatCall flat, IReadOnlyList<TensorSpec> inputs, OutputRecorder recorder)
    {
        var tries = new List<List<(nn.Module Module, IReadOnlyList<TensorSpec> Outputs)>>();
        TrialRun.Infer(model, tensors =>
        {
            var given = flat.CallFlat(tensors);
            tries.Add(recorder.Take());
            return given;
        }, inputs);
        foreach (var (first, second) in tries[0].Zip(tries[1]))
        {
            if (!calls.TryGetValue(first.Module, out var known)) calls[first.Module] = known = [];
            known.Add([.. first.Outputs.Zip(second.Outputs, (some, others) => TrialRun.Common(some.Shape, others.Shape))]);
        }
    }
}
