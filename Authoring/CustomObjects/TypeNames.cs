namespace OnnxForge.Authoring;

/// <summary>Types as C# spells them, for error messages.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float",
        [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(string)] = "string", [typeof(object)] = "object",
    };

    /// <summary><c>IReadOnlyList&lt;int&gt;</c>, <c>double?</c>, <c>HuberLoss</c>.</summary>
    public static string Short(Type type)
    {
        if (keywords.TryGetValue(type, out var keyword)) return keyword;
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Short(underlying) + "?";
        if (type.IsArray) return $"{Short(type.GetElementType()!)}[]";
        if (!type.IsGenericType) return type.Name;
        var mark = type.Name.IndexOf('`');
        return $"{(mark < 0 ? type.Name : type.Name[..mark])}<{string.Join(", ", type.GetGenericArguments().Select(Short))}>";
    }

    /// <summary>The name with its namespace and enclosing types: <c>My.Losses.HuberLoss</c>.</summary>
    public static string Full(Type type) => type.FullName?.Replace('+', '.') ?? Short(type);
}
