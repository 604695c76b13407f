using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Builds a rebuilt module as the original was, and lets it compute with the original's own weights, of which nothing is copied.</summary>
internal static class RebuiltWeights
{
    /// <summary>Builds, converts and moves the rebuilt module, and gives it the weights; buffers, which a forward may change, are copied.</summary>
    /// <exception cref="ConfigException">What a bundle of the original would hold does not fit the rebuilt module, so that it could not be loaded.</exception>
    public static void Share(nn.Module original, nn.Module rebuilt, string path)
    {
        Build(original, rebuilt, path);
        var held = original.state_dict();
        ElementTypes.Follow(rebuilt, held.ToDictionary(item => item.Key, item => item.Value.dtype));
        Check(held, rebuilt.state_dict(), path);
        var originals = LayerTree.Modules(original).ToDictionary(node => node.Path, node => node.Module);
        // The innermost first, so that no more than one layer's weights lie on another device twice.
        foreach (var (place, module) in LayerTree.Modules(rebuilt).Reverse().ToList())
        {
            if (originals.TryGetValue(place, out var same)) ShareOwn(same, module);
        }
    }

    /// <summary>The error for a module that does not stand where it stood.</summary>
    public static ConfigException Lost(nn.Module original, nn.Module? rebuilt, string where) => new(where, $"a {TypeNames.Short(original.GetType())} there after rebuilding",
        rebuilt is null ? "none" : $"a {TypeNames.Short(rebuilt.GetType())}", "Make modules in the constructor or in Build, from constructor parameters.");

    private static void Build(nn.Module original, nn.Module rebuilt, string path)
    {
        foreach (var (place, layer) in LayerTree.Layers(original).Where(node => node.Layer.Built))
        {
            var where = place.Length == 0 ? path : $"{path}, {place}";
            var found = LayerTree.Find(rebuilt, place);
            if (found is not IWeightOwner same) throw Lost((nn.Module)layer, found, where);
            try
            {
                same.BuildSelf(layer.InputShapes!);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new ConfigException(where, $"a layer that is built for {string.Join(", ", layer.InputShapes!)} after rebuilding, as this one was", $"its refusal ({error.Message.Split('\n')[0].TrimEnd('.')})",
                    "Keep what the weights depend on in constructor parameters.", error);
            }
        }
    }

    private static void Check(Dictionary<string, Tensor> held, Dictionary<string, Tensor> made, string path)
    {
        foreach (var name in held.Keys.Union(made.Keys))
        {
            var (expected, received) = (Describe(held, name), Describe(made, name));
            if (expected != received) throw new ConfigException($"{path}, {name}", $"{expected}, as the layer has it, after rebuilding", received, "Keep what the weights depend on in constructor parameters.");
        }
    }

    private static string Describe(Dictionary<string, Tensor> state, string name) =>
        state.TryGetValue(name, out var tensor) ? $"{new TensorSpec(Shape.Of(tensor), tensor.dtype)}" : "no such weight";

    private static void ShareOwn(nn.Module original, nn.Module rebuilt)
    {
        var weights = original.named_parameters(recurse: false).ToDictionary(item => item.name, item => item.parameter);
        if (weights.Values.FirstOrDefault() is { } weight && weight.device_type != DeviceType.CPU) rebuilt.to(weight.device);
        foreach (var (name, parameter) in rebuilt.named_parameters(recurse: false)) parameter.set_(weights[name]);
        var buffers = original.named_buffers(recurse: false).ToDictionary(item => item.name, item => item.buffer);
        foreach (var (name, buffer) in rebuilt.named_buffers(recurse: false, include_nonpersistent: false)) buffer.copy_(buffers[name]);
    }
}
