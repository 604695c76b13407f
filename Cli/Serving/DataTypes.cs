using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>The protocol's names of element types.</summary>
internal static class DataTypes
{
    private static readonly (ElementType Type, string Name)[] Names =
    [
        (ElementType.Bool, "BOOL"),
        (ElementType.UInt8, "UINT8"),
        (ElementType.UInt16, "UINT16"),
        (ElementType.UInt32, "UINT32"),
        (ElementType.UInt64, "UINT64"),
        (ElementType.Int8, "INT8"),
        (ElementType.Int16, "INT16"),
        (ElementType.Int32, "INT32"),
        (ElementType.Int64, "INT64"),
        (ElementType.Float16, "FP16"),
        (ElementType.BFloat16, "BF16"),
        (ElementType.Float32, "FP32"),
        (ElementType.Float64, "FP64"),
        (ElementType.String, "BYTES"),
    ];

    /// <summary>The name of a type: "FP32", "INT64", "BYTES" for text.</summary>
    public static string NameOf(ElementType type) => Array.Find(Names, row => row.Type == type).Name;

    /// <summary>The type of a name; upper and lower case differ.</summary>
    /// <exception cref="RequestException">No type has that name.</exception>
    public static ElementType Parse(string where, string name)
    {
        var row = Array.Find(Names, row => row.Name == name);
        return row.Name is not null ? row.Type
            : throw new RequestException(400, where, $"one of {string.Join(", ", Names.Select(known => known.Name))}", Quote.Of(name), "Name the type that the model's metadata gives.");
    }

    /// <summary>Whether JSON has no form for the elements, so that they travel as binary data alone.</summary>
    public static bool IsBinaryOnly(ElementType type) => type is ElementType.Float16 or ElementType.BFloat16;
}
