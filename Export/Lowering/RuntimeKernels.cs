namespace OnnxForge.Export;

/// <summary>Element types that ONNX allows, or libtorch computes in, and ONNX Runtime's CPU provider (1.31) has no kernel for.</summary>
internal static class RuntimeKernels
{
    private static readonly HashSet<string> FloatOnly =
    [
        "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "AveragePool", "Celu", "Col2Im", "Conv", "ConvTranspose", "Cosh", "Det", "Elu", "Erf", "GRU", "Gelu", "GlobalAveragePool", "GlobalMaxPool",
        "HardSigmoid", "HardSwish", "InstanceNormalization", "LSTM", "LeakyRelu", "PRelu", "RNN", "Resize", "Selu", "Sinh", "Softplus", "Softsign", "Tan",
    ];

    private static readonly HashSet<string> NoInt16 = ["ArgMax", "ArgMin", "MatMul", "Max", "Min", "Pad", "Pow", "ReduceMax", "ReduceMin", "Where"];

    private static readonly HashSet<string> NoInt8 = ["MatMul", "Pow"];

    private static readonly HashSet<string> NoUInt8 = ["MatMul", "Neg", "Pow"];

    // these move bfloat16 values without looking at them; everything else computes in float32 and rounds, as libtorch does
    private static readonly HashSet<string> MovesBFloat16 = ["Cast", "Concat", "ConstantOfShape", "Gather", "Identity", "Reshape", "Shape", "Slice", "Squeeze", "Transpose", "Unsqueeze"];

    /// <summary>Whether no type that keeps the values would help either.</summary>
    public static bool Lacks(string opType, DataType type) => type == DataType.Double && FloatOnly.Contains(opType);

    /// <summary>The wider type to compute in, with the same result; null when the type itself will do.</summary>
    public static DataType? WiderType(string opType, DataType type, IReadOnlyList<NodeAttribute> attributes) => type switch
    {
        DataType.BFloat16 when !MovesBFloat16.Contains(opType) => DataType.Float,
        DataType.Float16 when opType is "ScatterElements" or "ScatterND" && attributes.Any(a => a.Name == "reduction") => DataType.Float,
        DataType.Int16 when NoInt16.Contains(opType) => DataType.Int32,
        DataType.Int8 when NoInt8.Contains(opType) => DataType.Int32,
        DataType.UInt8 when NoUInt8.Contains(opType) => DataType.Int32,
        _ => null,
    };
}
