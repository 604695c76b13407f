using System.Collections.Concurrent;
using System.Reflection;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The constraints that a layer was given: each must be some weight's, for otherwise it would be dropped in silence.</summary>
internal static class WeightConstraints
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<PropertyInfo>> known = [];

    /// <summary>Checks a layer after its build.</summary>
    /// <param name="layer">The layer; one with layers in it may have passed them on.</param>
    /// <param name="where">The layer in messages.</param>
    /// <param name="weights">The names of its weights with their constraints.</param>
    /// <exception cref="ConfigException">A constraint has no weight.</exception>
    public static void RefuseUnused(nn.Module layer, string where, IReadOnlyList<(string Name, Constraint? Constraint)> weights)
    {
        foreach (var property in known.GetOrAdd(layer.GetType(), Find))
        {
            if (property.GetValue(layer) is not { } given || weights.Any(weight => ReferenceEquals(weight.Constraint, given))) continue;
            if (layer.named_children().Any()) return;
            var names = weights.Count == 0 ? "a layer without weights" : $"a layer whose weights, {string.Join(", ", weights.Select(weight => weight.Name))}, do not take it";
            throw new ConfigException($"{where}, {ObjectNames.Camel(property.Name)}", "a weight that it is for", names, "Leave it out, or give the layer the weight.");
        }
    }

    private static List<PropertyInfo> Find(Type type) => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => typeof(Constraint).IsAssignableFrom(property.PropertyType) && property.GetIndexParameters().Length == 0)];
}
