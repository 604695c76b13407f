using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;

namespace OnnxForge.Authoring;

/// <summary>A class marked as custom object, checked: its name, version and constructor.</summary>
internal sealed partial class CustomObjectType
{
    private static readonly ConcurrentDictionary<Type, CustomObjectType> known = [];

    private CustomObjectType(Type type)
    {
        var where = TypeNames.Full(type);
        var mark = type.GetCustomAttribute<CustomObjectAttribute>() ?? throw new ConfigException(where,
            "a class marked as custom object", "a class without the mark", $"Mark it: [CustomObject(\"package/{ObjectNames.Kebab(type.Name)}\")].");
        if (type.IsAbstract || type.ContainsGenericParameters)
            throw new ConfigException(where, "a concrete class", type.IsAbstract ? "an abstract one" : "an open generic one", "Mark the classes that are created instead.");
        CheckName(where, mark.Name);
        if (mark.Version < 1)
            throw new ConfigException(where, "a version of 1 or more", $"version {mark.Version}", "Correct the version in [CustomObject].");
        (Name, Version, Rule) = (mark.Name, mark.Version, ConstructorRule.Of(type));
        Upgrades = new ConfigUpgrades(type, Version);
        foreach (var parameter in Rule.Parameters)
        {
            if (ConfigTypes.WhyNot(parameter.Type) is not { } reason) continue;
            throw new ConfigException($"{where}, constructor parameter \"{parameter.Name}\"",
                "a number, string, bool, enum, function, custom object, record of these, or list of these", reason,
                "Take what the value is made from, or make it a record or a custom object.");
        }
    }

    public string Name { get; }

    public int Version { get; }

    public ConstructorRule Rule { get; }

    public ConfigUpgrades Upgrades { get; }

    public Type Type => Rule.Type;

    /// <summary>The checked description of a marked class.</summary>
    /// <exception cref="ConfigException">The class is not marked, or cannot be its constructor.</exception>
    public static CustomObjectType Of(Type type) => known.GetOrAdd(type, key => new CustomObjectType(key));

    /// <summary>Refuses a name that is not <c>package/name</c>.</summary>
    /// <exception cref="ConfigException">The name is malformed.</exception>
    public static void CheckName(string where, string name)
    {
        if (ObjectName().IsMatch(name)) return;
        throw new ConfigException(where, "a name \"package/name\" of lower-case letters, digits, '-', '_' and '.'", $"\"{name}\"", "Rename it.");
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*\z")]
    private static partial Regex ObjectName();
}
