using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;

namespace OnnxForge.Authoring;

/// <summary>A constructor parameter and the property that gives it back.</summary>
/// <param name="Name">The parameter's name in camel case, the key in JSON.</param>
/// <param name="Type">The parameter's type.</param>
/// <param name="Optional">Whether it has a default value.</param>
/// <param name="Property">The property of the same name.</param>
internal sealed record ConfigParameter(string Name, Type Type, bool Optional, PropertyInfo Property);

/// <summary>The rule that makes an object its constructor: one public constructor (or the one marked <c>[JsonConstructor]</c>), and for each parameter
/// a public property of the same name.</summary>
internal sealed class ConstructorRule
{
    private static readonly ConcurrentDictionary<Type, ConstructorRule> known = [];
    private readonly ConstructorInfo? constructor;

    private ConstructorRule(Type type)
    {
        Type = type;
        constructor = Choose(type);
        Parameters = [.. (constructor?.GetParameters() ?? []).Select(parameter => Match(type, parameter))];
    }

    public Type Type { get; }

    public IReadOnlyList<ConfigParameter> Parameters { get; }

    /// <summary>The rule for a type.</summary>
    /// <exception cref="ConfigException">The type does not follow it.</exception>
    public static ConstructorRule Of(Type type) => known.GetOrAdd(type, key => new ConstructorRule(key));

    /// <summary>A new object; <see cref="System.Type.Missing"/> stands for a parameter's default. The constructor's exceptions come through as they are.</summary>
    public object Create(object?[] arguments) => constructor is null
        ? Activator.CreateInstance(Type)!
        : constructor.Invoke(BindingFlags.OptionalParamBinding | BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static ConstructorInfo? Choose(Type type)
    {
        var all = type.GetConstructors();
        var marked = all.Where(candidate => candidate.GetCustomAttribute<JsonConstructorAttribute>() is not null).ToArray();
        var usable = marked.Length > 0 ? marked : all;
        if (usable.Length == 0 && type.IsValueType) return null;
        if (usable.Length == 1) return usable[0];
        throw new ConfigException(TypeNames.Full(type), "one public constructor, whose parameters are the config", $"{usable.Length} public constructors",
            "Keep one public, or mark the one to use with [JsonConstructor].");
    }

    private static ConfigParameter Match(Type type, ParameterInfo parameter)
    {
        var name = parameter.Name!;
        var where = $"{TypeNames.Full(type)}, constructor parameter \"{name}\"";
        var wanted = char.ToUpperInvariant(name[0]) + name[1..];
        var expected = $"a public readable property {wanted} of type {TypeNames.Short(parameter.ParameterType)}";
        var property = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(candidate => string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase) && candidate.GetMethod is { IsPublic: true })
            .OrderByDescending(candidate => candidate.Name == wanted).FirstOrDefault();
        if (property is null)
        {
            throw new ConfigException(where, expected, "no such property",
                $"Add: public {TypeNames.Short(parameter.ParameterType)} {wanted} {{ get; }} = {name};");
        }
        if (!ConfigTypes.Fits(property.PropertyType, parameter.ParameterType))
        {
            throw new ConfigException(where, expected, $"a property of type {TypeNames.Short(property.PropertyType)}",
                "Give the property the parameter's type.");
        }
        return new ConfigParameter(ObjectNames.Camel(name), parameter.ParameterType, parameter.HasDefaultValue, property);
    }
}
