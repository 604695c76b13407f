using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>The tensors of a nested result with the way to each: dictionary keys, properties, the names of tuple elements, positions.</summary>
internal static class ResultNames
{
    /// <summary>Tensors of a result: one, a tuple, an array, a list or a dictionary of them, or an object whose properties they are, nested at will.</summary>
    /// <param name="result">What the function returned.</param>
    /// <param name="declared">Where its type is declared, which knows the names of tuple elements; null where it is not known.</param>
    /// <exception cref="ExportException">The result contains something else.</exception>
    public static IReadOnlyList<(Tensor Tensor, IReadOnlyList<string> Path)> Flatten(object? result, ParameterInfo? declared) => Walk(result, [], TupleNames.Of(declared));

    /// <summary>The paths as names, such as <c>encoder.hidden</c>; null where no part of any path is a name.</summary>
    public static IReadOnlyList<string>? Of(IReadOnlyList<(Tensor Tensor, IReadOnlyList<string> Path)> results)
    {
        if (results.All(r => r.Path.All(IsPosition))) return null;
        var names = results.Select((r, i) => r.Path.All(IsPosition) ? $"output_{i}" : string.Join('.', IsPosition(r.Path[0]) ? r.Path.Prepend("output") : r.Path)).ToList();
        return names.Distinct().Count() == names.Count ? names : null;
    }

    private static bool IsPosition(string part) => part.All(char.IsAsciiDigit);

    private static List<(Tensor, IReadOnlyList<string>)> Walk(object? result, string[] path, TupleNames names)
    {
        switch (result)
        {
            case Tensor tensor:
                return [(tensor, path)];
            case ITuple tuple:
                return Enumerable.Range(0, tuple.Length).SelectMany(i => Walk(tuple[i], [.. path, names.Name(i)], names.Part(i))).ToList();
            case IDictionary named:
                return named.Keys.Cast<object>().SelectMany(key => Walk(named[key], [.. path, $"{key}"], names.Element)).ToList();
            case IEnumerable many and not string:
                return many.Cast<object?>().SelectMany((item, i) => Walk(item, [.. path, $"{i}"], names.Element)).ToList();
            case not null when Properties(result.GetType()) is { Count: > 0 } properties:
                return properties.SelectMany(p => Walk(p.GetValue(result), [.. path, p.Name], TupleNames.Of(p.GetMethod!.ReturnParameter))).ToList();
            default:
                throw new ExportException("The function's result", "a tensor, or a tuple, array, list, dictionary or record of tensors", result?.GetType().Name ?? "null", "Return tensors.");
        }
    }

    // in the order of the constructor's parameters where there is one, as in a record
    private static List<PropertyInfo> Properties(Type type) => type.IsPrimitive || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true ? []
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanRead && p.GetIndexParameters().Length == 0).OrderBy(p => p.MetadataToken)];
}
