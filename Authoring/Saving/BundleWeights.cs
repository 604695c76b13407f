using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A model's state under its state_dict names, each tensor once.</summary>
internal static class BundleWeights
{
    // How many differences a message names.
    private const int Named = 20;

    /// <summary>Parameters and persistent buffers; one that stands under several names comes under the first.</summary>
    public static IReadOnlyDictionary<string, Tensor> Of(nn.Module model)
    {
        ComponentList.Register(model);
        var seen = new HashSet<IntPtr>();
        return model.named_parameters().Select(item => (Name: item.name, Tensor: (Tensor)item.parameter))
            .Concat(model.named_buffers().Select(item => (Name: item.name, Tensor: item.buffer)))
            .Where(item => seen.Add(item.Tensor.Handle)).ToDictionary(item => item.Name, item => item.Tensor);
    }

    /// <summary>Copies values into the model when they fit it exactly.</summary>
    /// <exception cref="BundleException">A tensor is missing, unexpected, or of another shape or type; all are listed and nothing is copied.</exception>
    public static void Copy(IReadOnlyDictionary<string, Tensor> values, nn.Module model, string where)
    {
        var weights = Of(model);
        Check(weights, values.ToDictionary(item => item.Key, item => Describe(item.Value)), where);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, weight) in weights) weight.copy_(values[name]);
    }

    /// <summary>The model's own tensors, to read into, when a file's fit them exactly.</summary>
    /// <exception cref="BundleException">A tensor is missing, unexpected, or of another shape or type; all are listed.</exception>
    public static IReadOnlyDictionary<string, Tensor> Places(IReadOnlyList<SafeTensorsEntry> entries, nn.Module model, string where)
    {
        var weights = Of(model);
        Check(weights, entries.ToDictionary(entry => entry.Name, entry => Describe(entry.Type, Shape.Create(entry.Shape))), where);
        return weights;
    }

    private static void Check(IReadOnlyDictionary<string, Tensor> weights, Dictionary<string, string> values, string where)
    {
        var problems = weights.Keys.Except(values.Keys).Select(name => $"no {name}")
            .Concat(values.Keys.Except(weights.Keys).Select(name => $"an unknown {name}"))
            .Concat(weights.Where(item => values.TryGetValue(item.Key, out var value) && Describe(item.Value) != value)
                .Select(item => $"{item.Key} as {values[item.Key]} instead of {Describe(item.Value)}")).ToList();
        if (problems.Count > 0)
        {
            throw new BundleException(where, "exactly the weights of the rebuilt model", string.Join(", ", problems.Take(Named)) + (problems.Count > Named ? $", and {problems.Count - Named} more" : ""),
                "Load with the classes that wrote the bundle, or save the model again.");
        }
    }

    private static string Describe(Tensor tensor) => Describe(tensor.dtype, Shape.Of(tensor));

    private static string Describe(ScalarType type, Shape shape) => $"{type} {shape}";
}
