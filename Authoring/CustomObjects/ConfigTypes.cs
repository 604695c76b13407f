using System.Reflection;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Which types a config can hold, and as what.</summary>
internal static class ConfigTypes
{
    private static readonly HashSet<Type> listTypes =
        [typeof(IEnumerable<>), typeof(IReadOnlyCollection<>), typeof(IReadOnlyList<>), typeof(ICollection<>), typeof(IList<>), typeof(List<>)];

    private static readonly HashSet<Type> integers =
        [typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong)];

    /// <summary>The type without <c>?</c>.</summary>
    public static Type Strip(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    public static bool IsInteger(Type type) => integers.Contains(type);

    public static bool IsFloating(Type type) => type == typeof(double) || type == typeof(float);

    /// <summary>Whether values of the type are functions, which a config holds by name.</summary>
    public static bool IsFunction(Type type) => type.IsSubclassOf(typeof(MulticastDelegate));

    /// <summary>The type of the elements of an array or list type, or null.</summary>
    public static Type? ElementOf(Type type)
    {
        if (type == typeof(Shape)) return typeof(long);
        if (type.IsSZArray) return type.GetElementType();
        return type.IsGenericType && listTypes.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0] : null;
    }

    /// <summary>Whether values of the declared type are custom objects: marked classes, modules, and abstractions of the user's own.</summary>
    public static bool IsCustom(Type type)
    {
        if (type.GetCustomAttribute<CustomObjectAttribute>() is not null || typeof(nn.Module).IsAssignableFrom(type)) return true;
        var abstraction = (type.IsAbstract || type.IsInterface) && !typeof(Delegate).IsAssignableFrom(type);
        return abstraction && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true;
    }

    /// <summary>Whether values of the type are written as JSON objects by their constructor's parameters: records and structs.</summary>
    public static bool IsPlainRecord(Type type) =>
        !IsCustom(type) && !type.IsPrimitive && !type.IsEnum && (type.IsValueType || type.GetMethod("<Clone>$") is not null);

    /// <summary>The first reason why the type cannot be in a config, or null when it can.</summary>
    public static string? WhyNot(Type declared) => WhyNot(declared, []);

    /// <summary>Whether a property of one type gives what a parameter of another takes.</summary>
    public static bool Fits(Type property, Type parameter)
    {
        var (from, to) = (Strip(property), Strip(parameter));
        if (to.IsAssignableFrom(from)) return true;
        return ElementOf(from) is { } fromElement && ElementOf(to) is { } toElement && Fits(fromElement, toElement);
    }

    private static string? WhyNot(Type declared, HashSet<Type> above)
    {
        var type = Strip(declared);
        if (type == typeof(string) || type == typeof(bool) || type.IsEnum || IsInteger(type) || IsFloating(type) || IsFunction(type) || IsCustom(type)) return null;
        if (ElementOf(type) is { } element) return WhyNot(element, above);
        if (!IsPlainRecord(type)) return TypeNames.Short(type);
        if (!above.Add(type)) return null;
        try
        {
            foreach (var parameter in ConstructorRule.Of(type).Parameters)
            {
                if (WhyNot(parameter.Type, above) is { } reason) return $"{TypeNames.Short(type)}, whose {parameter.Name} is {reason}";
            }
            return null;
        }
        catch (ConfigException error)
        {
            return $"{TypeNames.Short(type)}, which has {error.Received}";
        }
    }
}
