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
            .Concat(model.named_buffers(include_nonpersistent: false).Select(item => (Name: item.name, Tensor: item.buffer)))
            .Where(item => seen.Add(item.Tensor.Handle)).ToDictionary(item => item.Name, item => item.Tensor);
    }

    /// <summary>Copies values into the model when they fit it exactly.</summary>
    /// <exception cref="BundleException">A tensor is missing, unexpected, or of another shape or type; they are listed and nothing is copied.</exception>
    public static void Copy(IReadOnlyDictionary<string, Tensor> values, nn.Module model, string where)
    {
        var weights = Of(model);
        Check(weights, values, value => (value.dtype, Shape.Of(value)), where);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, weight) in weights) weight.copy_(values[name]);
    }

    /// <summary>The model's own tensors, to read into, when a file's fit them exactly; those of another floating-point type are converted first.</summary>
    /// <exception cref="BundleException">A tensor is missing, unexpected, or of another shape or type; they are listed.</exception>
    public static IReadOnlyDictionary<string, Tensor> Places(IReadOnlyList<SafeTensorsEntry> entries, nn.Module model, string where)
    {
        var weights = Of(model);
        if (weights.Count == entries.Count && entries.All(entry => weights.TryGetValue(entry.Name, out var weight) && weight.shape.SequenceEqual(entry.Shape)))
        {
            ElementTypes.Follow(model, entries.ToDictionary(entry => entry.Name, entry => entry.Type));
            weights = Of(model);
        }
        Check(weights, entries.ToDictionary(entry => entry.Name), entry => (entry.Type, Shape.Create(entry.Shape)), where);
        return weights;
    }

    private static void Check<T>(IReadOnlyDictionary<string, Tensor> weights, IReadOnlyDictionary<string, T> values, Func<T, (ScalarType Type, Shape Shape)> specOf, string where)
    {
        var missing = weights.Keys.Where(name => !values.ContainsKey(name)).ToList();
        var unknown = values.Keys.Where(name => !weights.ContainsKey(name)).ToList();
        var different = weights.Where(item => values.TryGetValue(item.Key, out var value) && !specOf(value).Equals((item.Value.dtype, Shape.Of(item.Value)))).Select(item => item.Key).ToList();
        var count = missing.Count + unknown.Count + different.Count;
        if (count == 0) return;
        var named = missing.Select(name => $"no {name}").Concat(unknown.Select(name => $"an unknown {name}"))
            .Concat(different.Select(name => $"{name} as {Show(specOf(values[name]))} instead of {Show((weights[name].dtype, Shape.Of(weights[name])))}")).Take(Named);
        throw new BundleException(where, "exactly the weights of the rebuilt model", string.Join(", ", named) + (count > Named ? $", and {count - Named} more" : ""),
            "Load with the classes that wrote the bundle, or save the model again.");
    }

    private static string Show((ScalarType Type, Shape Shape) spec) => $"{spec.Type} {spec.Shape}";
}
