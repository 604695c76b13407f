using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Converts a rebuilt model as the saved one was, of which its config says nothing: the weights tell.</summary>
internal static class ElementTypes
{
    /// <summary>Converts floating-point weights to other floating-point types, a layer with everything in it where all of its weights are of one type.</summary>
    /// <param name="model">The model, its layers built.</param>
    /// <param name="types">The types of its weights by name; others do not count.</param>
    public static void Follow(nn.Module model, IReadOnlyDictionary<string, ScalarType> types) => Follow(model, "", types);

    private static void Follow(nn.Module module, string prefix, IReadOnlyDictionary<string, ScalarType> types)
    {
        var weights = module.state_dict().Where(item => IsFloat(item.Value.dtype) && types.TryGetValue(prefix + item.Key, out var type) && IsFloat(type))
            .Select(item => (Own: !item.Key.Contains('.'), Has: item.Value.dtype, Wanted: types[prefix + item.Key])).ToList();
        if (weights.All(weight => weight.Has == weight.Wanted)) return;
        if (weights.Select(weight => weight.Wanted).Distinct().ToList() is [var all])
        {
            module.to(all);
            return;
        }
        if (weights.Where(weight => weight.Own).Select(weight => weight.Wanted).Distinct().ToList() is [var own]) module.to(own);
        foreach (var (name, child) in module.named_children().ToList()) Follow(child, $"{prefix}{name}.", types);
    }

    private static bool IsFloat(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
