namespace OnnxForge.Export;

/// <summary>The element types that ONNX Runtime's CPU provider (1.31) has kernels for; an operator that is not listed has one for every type.</summary>
/// <remarks>A kernel counts for a type of half precision when ONNX Runtime puts the casts around it by itself.</remarks>
internal static class RuntimeKernels
{
    private static readonly DataType[] SingleReals = [DataType.Float16, DataType.Float];
    private static readonly DataType[] Reals = [.. SingleReals, DataType.Double];
    private static readonly DataType[] Integers = [DataType.UInt8, DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64];

    private static readonly (string Operators, DataType[] Types)[] Rows =
    [
        ("And Not Or Xor", [DataType.Bool]),
        ("GridSample", SingleReals), // float64 from opset 20 on
        ("Scatter", [DataType.Int32, DataType.Int64, DataType.Float, DataType.Double]), // ScatterElements and ScatterND that combine
        ("Celu", [DataType.Float]),
        ("Acos Acosh Asin Asinh Atan Atanh AveragePool Col2Im Conv ConvTranspose Cosh Det Elu Erf Gelu GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish InstanceNormalization LeakyRelu PRelu RNN Selu "
            + "Sinh Softplus Softsign Tan", SingleReals),
        ("BatchNormalization Ceil Cos Exp Floor GRU Gemm LSTM LayerNormalization Log LogSoftmax Reciprocal Round Sigmoid Sin Softmax Sqrt Tanh", Reals),
        ("IsInf", [DataType.Float, DataType.Double]),
        ("IsNaN", Reals),
        ("BitwiseAnd BitwiseNot BitwiseOr BitwiseXor", Integers),
        ("OneHot", [DataType.Int64, DataType.Float16, DataType.Float]),
        ("Resize", [DataType.UInt8, DataType.Int8, DataType.Int32, DataType.Float16, DataType.Float]),
        ("DepthToSpace MaxPool SpaceToDepth", [DataType.UInt8, DataType.Int8, .. Reals]),
        ("Relu", [DataType.Int8, DataType.Int32, .. Reals]),
        ("Range", [DataType.Int16, DataType.Int32, DataType.Int64, DataType.Float, DataType.Double]),
        ("NonZero", [DataType.Bool, DataType.UInt8, DataType.Int32, DataType.Int64, DataType.Float16, DataType.Float]),
        ("CumSum EyeLike MatMul Pow ReduceL1 ReduceL2 ReduceLogSumExp ReduceMean ReduceProd ReduceSum ReduceSumSquare", [DataType.Int32, DataType.Int64, .. Reals]),
        ("Trilu", [DataType.Bool, DataType.Int32, DataType.Int64, .. Reals]),
        ("ArgMax ArgMin Max Min ReduceMax ReduceMin Where", [DataType.UInt8, DataType.Int8, DataType.Int32, DataType.Int64, .. Reals]),
        ("Pad", [DataType.Bool, DataType.UInt8, DataType.Int8, DataType.Int32, DataType.Int64, .. Reals]),
        ("Neg", [DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64, .. Reals]),
        ("Abs Add Div Greater GreaterOrEqual Less LessOrEqual Mod Mul Sign Sub TopK", [.. Integers, .. Reals]),
        ("Compress Equal Expand Tile", [DataType.Bool, .. Integers, .. Reals]),
    ];

    private static readonly Dictionary<string, DataType[]> Kernels = Rows.SelectMany(row => row.Operators.Split(' '), (row, name) => (name, row.Types)).ToDictionary(p => p.name, p => p.Types);

    // these hand values on without computing, so a floating type that holds them all will do
    private static readonly HashSet<string> Selects = ["DepthToSpace", "GlobalMaxPool", "MaxPool", "NonZero", "OneHot", "Resize", "SpaceToDepth"];

    // these hand values on, or compute results that half precision holds
    private static readonly HashSet<string> ExactInHalfPrecision =
    [
        "Abs", "ArgMax", "ArgMin", "Cast", "Ceil", "Compress", "Concat", "ConstantOfShape", "DepthToSpace", "Expand", "EyeLike", "Floor", "Gather", "GatherElements", "GatherND", "GlobalMaxPool", "Identity", "Max",
        "MaxPool", "Min", "Neg", "Pad", "ReduceMax", "ReduceMin", "Relu", "Reshape", "Round", "ScatterElements", "ScatterND", "Sign", "Slice", "SpaceToDepth", "Split", "Squeeze", "Tile", "TopK", "Transpose",
        "Trilu", "Unsqueeze", "Where",
    ];

    /// <summary>The first input whose type decides the kernel; those before it are conditions or indices.</summary>
    public static int FirstInput(string opType) => opType switch { "Where" => 1, "OneHot" => 2, _ => 0 };

    /// <summary>Whether a node of half precision rounds what it computes.</summary>
    public static bool Rounds(string opType, IReadOnlyList<NodeAttribute> attributes) => !ExactInHalfPrecision.Contains(opType) || Combines(attributes);

    /// <summary>The type to compute in with the same result: the type itself where it has a kernel, else the narrowest one that holds what the operator makes of it; null where there is none.</summary>
    public static DataType? TypeFor(string opType, DataType type, int opset, IReadOnlyList<NodeAttribute> attributes)
    {
        bool Has(DataType candidate) => !Kernels.TryGetValue(Combines(attributes) ? "Scatter" : opType, out var types) || types.Contains(candidate) || (opType, candidate) is ("GridSample", DataType.Double) && opset >= 20;
        if (type == DataType.BFloat16 && Kernels.ContainsKey(opType)) return DataType.Float;
        if (Has(type)) return type;
        foreach (var wider in Wider(type, Selects.Contains(opType)))
            if (Has(wider)) return wider;
        return null;
    }

    private static bool Combines(IReadOnlyList<NodeAttribute> attributes) => attributes.Any(a => a is StringAttribute { Name: "reduction", Value: not "none" });

    private static DataType[] Wider(DataType type, bool selects) => type switch
    {
        DataType.Bool => [DataType.UInt8, DataType.Int32, DataType.Int64, DataType.Float],
        DataType.UInt8 or DataType.Int8 or DataType.Int16 when selects => [DataType.Int32, DataType.Int64, DataType.Float],
        DataType.UInt8 or DataType.Int8 or DataType.Int16 => [DataType.Int32, DataType.Int64],
        DataType.Int32 when selects => [DataType.Int64, DataType.Double],
        DataType.Int32 => [DataType.Int64],
        DataType.Float16 or DataType.BFloat16 => [DataType.Float],
        _ => [],
    };
}
