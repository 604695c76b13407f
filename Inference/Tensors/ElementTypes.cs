using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Names and sizes of element types.</summary>
public static class ElementTypes
{
    private static readonly string[] Names =
    [
        "float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64",
        "uint8", "uint16", "uint32", "uint64", "bool", "string",
    ];

    /// <summary>The name in files and JSON: "float32", "int64", "bool", "string" and so on.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is not one of the enum's values.</exception>
    public static string ToName(this ElementType type) =>
        (uint)type < (uint)Names.Length ? Names[(int)type] : throw new ArgumentOutOfRangeException(nameof(type), type, null);

    /// <summary>The element type of a name that <see cref="ToName"/> gives; upper and lower case differ.</summary>
    /// <exception cref="InferenceException">No element type has that name.</exception>
    public static ElementType Parse(string name) => TryParse(name, out var type)
        ? type
        : throw new InferenceException("Element type", "one of " + string.Join(", ", Names), $"'{name}'", "Use one of these names");

    /// <summary>True where an element type has that name, which is then in <paramref name="type"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out ElementType type)
    {
        var index = Array.IndexOf(Names, name);
        type = (ElementType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Bytes an element takes; 0 for text, whose elements differ in length.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is not one of the enum's values.</exception>
    public static int ByteSize(this ElementType type) => type switch
    {
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
        ElementType.Int64 or ElementType.UInt64 or ElementType.Float64 => 8,
        ElementType.String => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>The element type that a C# type stands for.</summary>
    internal static ElementType? Of(Type type) =>
        type == typeof(float) ? ElementType.Float32
        : type == typeof(double) ? ElementType.Float64
        : type == typeof(Half) || type == typeof(Float16) ? ElementType.Float16
        : type == typeof(BFloat16) ? ElementType.BFloat16
        : type == typeof(sbyte) ? ElementType.Int8
        : type == typeof(short) ? ElementType.Int16
        : type == typeof(int) ? ElementType.Int32
        : type == typeof(long) ? ElementType.Int64
        : type == typeof(byte) ? ElementType.UInt8
        : type == typeof(ushort) ? ElementType.UInt16
        : type == typeof(uint) ? ElementType.UInt32
        : type == typeof(ulong) ? ElementType.UInt64
        : type == typeof(bool) ? ElementType.Bool
        : type == typeof(string) ? ElementType.String
        : null;
}
