namespace OnnxForge.Export;

/// <summary>The element type of a tensor; the numbers are ONNX's own.</summary>
internal enum DataType
{
    /// <summary>Not known.</summary>
    Undefined = 0,

    /// <summary>32-bit IEEE 754.</summary>
    Float = 1,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 2,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 4,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 5,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 6,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 7,

    /// <summary>UTF-8 text.</summary>
    String = 8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 9,

    /// <summary>16-bit IEEE 754.</summary>
    Float16 = 10,

    /// <summary>64-bit IEEE 754.</summary>
    Double = 11,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 13,

    /// <summary>A pair of 32-bit floats, the real part first.</summary>
    Complex64 = 14,

    /// <summary>A pair of 64-bit floats, the real part first.</summary>
    Complex128 = 15,

    /// <summary>The upper half of a 32-bit IEEE 754 number.</summary>
    BFloat16 = 16,
}
