namespace OnnxForge.Inference;

/// <summary>The element type that a C# type stands for, looked up once per type.</summary>
internal static class ElementTypeOf<T>
{
    public static readonly ElementType? Value = ElementTypes.Of(typeof(T));

    /// <summary>Whether elements of <paramref name="type"/> may be read as T: two C# types stand for float16.</summary>
    public static bool Reads(ElementType type) => Value == type;
}
