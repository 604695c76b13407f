using OnnxForge.Authoring.TorchModules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Finds what a module holds that one rebuilt from its config would not: weights or buffers that were added to a module of TorchSharp or replaced by others, and
/// weights that two modules share.</summary>
internal static class RebuiltState
{
    /// <summary>Compares before anything is written.</summary>
    /// <exception cref="ConfigException">They differ.</exception>
    public static void Compare(nn.Module module, nn.Module rebuilt, string path)
    {
        var originals = LayerTree.Modules(module).ToDictionary(node => node.Path, node => node.Module);
        var first = new Dictionary<nint, (string Name, Tensor Rebuilt)>();
        foreach (var (place, again) in LayerTree.Modules(rebuilt))
        {
            if (!originals.TryGetValue(place, out var original)) continue;
            var where = place.Length == 0 ? path : $"{path}, {place}";
            if (KnownModules.Has(original.GetType())) CompareOwn(original, again, where);
            CompareShared(original, again, where, first);
        }
    }

    private static void CompareOwn(nn.Module original, nn.Module rebuilt, string where)
    {
        var (held, made) = (Describe(original), Describe(rebuilt));
        if (held == made) return;
        throw new ConfigException(where, $"the weights and buffers of a new {original.GetType().Name}: {made}", held, "Make what differs in a Layer of your own, which holds the module.");
    }

    private static void CompareShared(nn.Module original, nn.Module rebuilt, string where, Dictionary<nint, (string Name, Tensor Rebuilt)> first)
    {
        var again = rebuilt.named_parameters(recurse: false).ToDictionary(item => item.name, item => item.parameter);
        foreach (var (name, parameter) in original.named_parameters(recurse: false))
        {
            if (!again.TryGetValue(name, out var fresh)) continue;
            if (first.TryAdd(ModelState.Identity(parameter), ($"{where}.{name}", fresh)) || ModelState.Identity(first[ModelState.Identity(parameter)].Rebuilt) == ModelState.Identity(fresh)) continue;
            throw new ConfigException($"{where}.{name}", "a weight of its own", $"the one of {first[ModelState.Identity(parameter)].Name}",
                "Call one module twice, or make both in the constructor of a Layer of your own that gives them one weight.");
        }
    }

    private static string Describe(nn.Module module)
    {
        var state = module.named_parameters(recurse: false).Select(item => (item.name, buffer: (Tensor)item.parameter)).Concat(module.named_buffers(recurse: false));
        var parts = state.Select(item => $"{item.name} {new TensorSpec(Shape.Of(item.buffer), item.buffer.dtype)}").Order(StringComparer.Ordinal).ToList();
        return parts.Count == 0 ? "none" : string.Join(", ", parts);
    }
}
