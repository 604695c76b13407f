namespace OnnxForge.Export;

/// <summary>What is known of each <see cref="DataType"/>, one row a type.</summary>
internal static class DataTypes
{
    private static readonly (DataType Type, string Name, int Bytes)[] Rows =
    [
        (DataType.Undefined, "undefined", 0),
        (DataType.Float, "float32", 4),
        (DataType.UInt8, "uint8", 1),
        (DataType.Int8, "int8", 1),
        (DataType.UInt16, "uint16", 2),
        (DataType.Int16, "int16", 2),
        (DataType.Int32, "int32", 4),
        (DataType.Int64, "int64", 8),
        (DataType.String, "string", 0),
        (DataType.Bool, "bool", 1),
        (DataType.Float16, "float16", 2),
        (DataType.Double, "float64", 8),
        (DataType.UInt32, "uint32", 4),
        (DataType.UInt64, "uint64", 8),
        (DataType.Complex64, "complex64", 8),
        (DataType.Complex128, "complex128", 16),
        (DataType.BFloat16, "bfloat16", 2),
    ];

    /// <summary>Whether the IR has the type of this ONNX number.</summary>
    public static bool IsKnown(int number) => number > 0 && number < Rows.Length;

    /// <summary>The name as NumPy gives it: <c>float32</c>, <c>int64</c>, <c>bool</c>, <c>string</c>.</summary>
    public static string NameOf(DataType type) => Rows[(int)type].Name;

    /// <summary>Bytes an element takes; 0 for text and for an unknown type.</summary>
    public static int BytesOf(DataType type) => Rows[(int)type].Bytes;
}
