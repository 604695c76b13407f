using System.Reflection;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Built-in objects by the names that a string gives: <c>"selu"</c>, <c>"lecun_normal"</c>, <c>"mse"</c>. Those of which the constructor needs nothing have one.</summary>
internal static class BuiltInNames
{
    private static readonly (Type Kind, string Text)[] kinds =
    [
        (typeof(Activation), "an activation"), (typeof(Initializer), "an initializer"), (typeof(Regularizer), "a regularizer"), (typeof(Constraint), "a constraint"),
        (typeof(Loss), "a loss"), (typeof(Metric), "a metric"), (typeof(Optimizer), "an optimizer"), (typeof(nn.Module), "a layer"),
    ];

    private static readonly Lazy<IReadOnlyList<(string Name, string Kind, CustomObjectType Custom)>> known = new(() =>
    [
        .. (from type in CustomObjectRegistry.BuiltIn
            from kind in kinds
            where kind.Kind.IsAssignableFrom(type)
            from name in (string[])[ObjectNames.Snake(type.Name, kind.Kind.Name), .. type.GetCustomAttribute<AliasAttribute>()?.Names ?? []]
            select (Name: name, kind.Text, CustomObjectType.Of(type))).OrderBy(item => item.Name, StringComparer.Ordinal),
    ]);

    /// <summary>Every name with its kind and class, those that need arguments among them.</summary>
    public static IReadOnlyList<(string Name, string Kind, CustomObjectType Custom)> All => known.Value;

    /// <summary>A new built-in object with its defaults; a metric shows under the name that was given.</summary>
    /// <exception cref="ConfigException">No built-in object of this kind has the name.</exception>
    public static T Create<T>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = All.FirstOrDefault(item => item.Name == name && HasName<T>(item.Custom)).Custom ?? throw Unknown<T>(name);
        return (T)found.Rule.Create([.. found.Rule.Parameters.Select(parameter => typeof(T) == typeof(Metric) && parameter.Name == "name" ? name : Type.Missing)]);
    }

    // The field takes "accuracy" for the one that fits the loss; as the class of this name it would compare scores with labels and show 0.
    private static bool HasName<T>(CustomObjectType custom) =>
        typeof(T).IsAssignableFrom(custom.Type) && custom.Type != typeof(Accuracy) && custom.Rule.Parameters.All(parameter => parameter.Optional);

    private static ConfigException Unknown<T>(string name)
    {
        var names = All.Where(item => HasName<T>(item.Custom)).Select(item => item.Name).ToList();
        var nearest = NearestNames.Find(name, names);
        if (nearest.Count == 0) nearest = [.. names.Where(item => item.Contains(name, StringComparison.Ordinal) && name.Length > 2)];
        var kind = kinds.Single(item => item.Kind == typeof(T)).Text;
        var listed = string.Join(", ", (nearest.Count > 0 ? nearest : names).Select(item => $"\"{item}\""));
        var other = All.FirstOrDefault(item => item.Name == name);
        var needed = other.Custom?.Rule.Parameters.Where(parameter => !parameter.Optional).Select(parameter => parameter.Name).ToList() ?? [];
        var received = other.Custom is not null && other.Kind != kind ? $", which is {other.Kind}" : needed.Count > 0 ? $", which needs {string.Join(", ", needed)}" : "";
        return new ConfigException(typeof(T).Name, $"the name of {kind}, {(nearest.Count > 0 ? "the nearest" : "one of")} {listed}", $"\"{name}\"{received}",
            "Correct the name, or pass an object.");
    }
}
