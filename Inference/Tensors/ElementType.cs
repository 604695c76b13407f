namespace OnnxForge.Inference;

/// <summary>The type of a tensor's elements. Files and JSON name it as NumPy does; <see cref="ElementTypes.ToName"/> gives that name.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary32, <see cref="float"/>; "float32".</summary>
    Float32,

    /// <summary>IEEE 754 binary64, <see cref="double"/>; "float64".</summary>
    Float64,

    /// <summary>IEEE 754 binary16, <see cref="Half"/> or ONNX Runtime's Float16; "float16".</summary>
    Float16,

    /// <summary>The upper half of a binary32, ONNX Runtime's BFloat16; "bfloat16". NumPy has no such type.</summary>
    BFloat16,

    /// <summary>8 bits with sign, <see cref="sbyte"/>; "int8".</summary>
    Int8,

    /// <summary>16 bits with sign, <see cref="short"/>; "int16".</summary>
    Int16,

    /// <summary>32 bits with sign, <see cref="int"/>; "int32".</summary>
    Int32,

    /// <summary>64 bits with sign, <see cref="long"/>; "int64".</summary>
    Int64,

    /// <summary>8 bits without sign, <see cref="byte"/>; "uint8".</summary>
    UInt8,

    /// <summary>16 bits without sign, <see cref="ushort"/>; "uint16".</summary>
    UInt16,

    /// <summary>32 bits without sign, <see cref="uint"/>; "uint32".</summary>
    UInt32,

    /// <summary>64 bits without sign, <see cref="ulong"/>; "uint64".</summary>
    UInt64,

    /// <summary>One byte, 0 or 1, <see cref="bool"/>; "bool".</summary>
    Bool,

    /// <summary>Text, <see cref="string"/>; "string".</summary>
    String,
}
