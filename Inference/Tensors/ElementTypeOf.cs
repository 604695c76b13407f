using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>The element type that a C# type stands for, looked up once per type.</summary>
internal static class ElementTypeOf<T>
{
    public static readonly ElementType? Value = Find(typeof(T));

    /// <summary>Whether elements of <paramref name="type"/> may be read as T: two C# types stand for float16.</summary>
    public static bool Reads(ElementType type) => Value == type;

    private static ElementType? Find(Type type) =>
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
