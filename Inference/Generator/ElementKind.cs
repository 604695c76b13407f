namespace OnnxForge.Inference.Generator;

/// <summary>An element type of a tensor: how the library and C# call it.</summary>
/// <param name="Name">The name in signatures, such as "float32".</param>
/// <param name="Member">The member of ElementType.</param>
/// <param name="CSharp">The C# type.</param>
internal sealed record ElementKind(string Name, string Member, string CSharp)
{
    private static readonly string[] NamesInOnnx =
    [
        "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64", "uint32", "uint64", "complex64", "complex128",
        "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1", "float8e8m0", "uint2", "int2",
    ];

    private static readonly ElementKind[] Known =
    [
        new("float32", "Float32", "float"),
        new("float64", "Float64", "double"),
        new("float16", "Float16", "global::System.Half"),
        new("bfloat16", "BFloat16", "global::Microsoft.ML.OnnxRuntime.BFloat16"),
        new("int8", "Int8", "sbyte"),
        new("int16", "Int16", "short"),
        new("int32", "Int32", "int"),
        new("int64", "Int64", "long"),
        new("uint8", "UInt8", "byte"),
        new("uint16", "UInt16", "ushort"),
        new("uint32", "UInt32", "uint"),
        new("uint64", "UInt64", "ulong"),
        new("bool", "Bool", "bool"),
        new("string", "String", "string"),
    ];

    public bool IsText => Member == "String";

    /// <summary>Null for the types that have no place in .NET, such as complex numbers.</summary>
    public static ElementKind? Of(ulong onnxType) => Named(NameOf(onnxType));

    /// <summary>Null for other names.</summary>
    public static ElementKind? Named(string name) => Known.FirstOrDefault(kind => kind.Name == name);

    /// <summary>The name of an element type's number in a file.</summary>
    public static string NameOf(ulong onnxType) => onnxType < (ulong)NamesInOnnx.Length ? NamesInOnnx[onnxType] : $"number {onnxType}";
}
