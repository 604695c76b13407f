using System.Reflection;
using System.Runtime.CompilerServices;

namespace OnnxForge.Export;

/// <summary>The names of a declared type's tuple elements, as a tree along the type: a tuple's parts are its elements, those of another type its type arguments or its array's element.</summary>
/// <remarks>The compiler keeps the names in one list beside the type: all of a tuple's, then those of the types in it, each before the next.</remarks>
internal sealed class TupleNames
{
    private static readonly TupleNames none = new([], []);
    private readonly IReadOnlyList<string?> names;
    private readonly IReadOnlyList<TupleNames> parts;

    private TupleNames(IReadOnlyList<string?> names, IReadOnlyList<TupleNames> parts) => (this.names, this.parts) = (names, parts);

    /// <summary>What an array, a list or a dictionary is made of.</summary>
    public TupleNames Element => parts.Count == 0 ? none : parts[^1];

    /// <summary>The names of a parameter's type, or none where it is not known or names nothing.</summary>
    public static TupleNames Of(ParameterInfo? declared) =>
        declared?.GetCustomAttribute<TupleElementNamesAttribute>()?.TransformNames is { } all ? Read(declared.ParameterType, new Queue<string?>(all)) : none;

    /// <summary>The name of a tuple's element; its position where it has none.</summary>
    public string Name(int index) => (index < names.Count ? names[index] : null) ?? $"{index}";

    /// <summary>The names inside of a tuple's element.</summary>
    public TupleNames Part(int index) => index < parts.Count ? parts[index] : none;

    private static TupleNames Read(Type type, Queue<string?> left)
    {
        if (type.IsArray) return new([], [Read(type.GetElementType()!, left)]);
        if (!type.IsGenericType) return none;
        if (!IsTuple(type)) return new([], [.. type.GetGenericArguments().Select(argument => Read(argument, left))]);
        List<string?> own = [.. Enumerable.Range(0, ElementCount(type)).Select(_ => left.Dequeue())];
        return new(own, [.. Elements(type, left)]);
    }

    // the eighth argument of a long tuple is the tuple of its further elements, for which the list has empty places
    private static IEnumerable<TupleNames> Elements(Type tuple, Queue<string?> left)
    {
        var arguments = tuple.GetGenericArguments();
        foreach (var argument in arguments.Take(7)) yield return Read(argument, left);
        if (arguments.Length < 8) yield break;
        for (int i = ElementCount(arguments[7]); i > 0; i--) left.Dequeue();
        foreach (var further in Elements(arguments[7], left)) yield return further;
    }

    private static int ElementCount(Type tuple) => tuple.GetGenericArguments() is { Length: 8 } arguments ? 7 + ElementCount(arguments[7]) : tuple.GetGenericArguments().Length;

    private static bool IsTuple(Type type) => typeof(ITuple).IsAssignableFrom(type) && type.IsValueType;
}
