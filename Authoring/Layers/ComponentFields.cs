using System.Collections.Concurrent;
using System.Reflection;
using TorchSharp.Utils;

namespace OnnxForge.Authoring;

/// <summary>The fields of a layer's class that may hold components, with the names they get in the module tree.</summary>
internal static class ComponentFields
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<(FieldInfo, string)>> known = [];

    /// <summary>The fields that the class and its bases below <see cref="Layer{TInput, TOutput}"/> declare, the most derived class first, each in the order of declaration.</summary>
    public static IReadOnlyList<(FieldInfo Field, string Name)> Of(Type layerType) => known.GetOrAdd(layerType, Find);

    private static List<(FieldInfo, string)> Find(Type layerType)
    {
        var fields = new List<(FieldInfo, string)>();
        for (var type = layerType; type is not null && !IsLayerItself(type); type = type.BaseType)
        {
            var declared = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
            fields.AddRange(declared.Where(field => !field.FieldType.IsValueType).Select(field => (field, NameOf(field))));
        }
        return fields;
    }

    private static bool IsLayerItself(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Layer<,>);

    private static string NameOf(FieldInfo field)
    {
        if (field.GetCustomAttribute<ComponentNameAttribute>()?.Name is { } given) return given;
        // The compiler names a property's field <Hidden>k__BackingField and a captured constructor parameter's <hidden>P.
        var name = field.Name[0] == '<' ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
        return ObjectNames.Camel(name.TrimStart('_'));
    }
}
