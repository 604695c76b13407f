namespace OnnxForge.Export;

/// <summary>The spread of the error that one node adds, in unit roundoffs of its result.</summary>
internal static class RoundingFactors
{
    // what only moves, selects or compares values; integers that are made of them are exact
    private static readonly HashSet<string> Exact =
    [
        "Abs", "Ceil", "Clip", "Compress", "Concat", "ConstantOfShape", "DepthToSpace", "Expand", "EyeLike", "Flatten", "Floor", "Gather", "GatherElements", "GatherND", "GlobalMaxPool", "Identity",
        "LabelEncoder", "Max", "MaxPool", "MaxUnpool", "Min", "Neg", "OneHot", "Pad", "Relu", "ReduceMax", "ReduceMin", "Reshape", "Round", "Sign", "Slice", "SpaceToDepth", "Split", "Squeeze", "Tile", "TopK",
        "Transpose", "Trilu", "Unsqueeze", "Where",
    ];

    // rounded once, correctly
    private static readonly HashSet<string> Correct = ["Add", "Cast", "Div", "LeakyRelu", "Mod", "Mul", "PRelu", "Range", "Reciprocal", "Sqrt", "Sub", "ThresholdedRelu"];

    /// <summary>What the libraries' elementary functions (exp, tanh, erf, ...) and interpolation are off by, and every operator that is not listed.</summary>
    public const double Elementary = 4;

    /// <summary>0 for what is exact, 1 for one correct rounding, 4 for elementary functions; a sum of K terms adds the square root of K.</summary>
    public static double Of(Node node, ValueSizes sizes)
    {
        if (node.OpType is "ScatterElements" or "ScatterND" && node.Attribute<StringAttribute>("reduction") is null or { Value: "none" }) return 0;
        if (node.OpType == "Cast" && node.Inputs[0] is { } source && ToleranceModel.UnitRoundoff(source.Type) is var from && (from == 0 ? source.Type == DataType.Bool : from >= ToleranceModel.UnitRoundoff(node.Output.Type))) return 0;
        if (Exact.Contains(node.OpType)) return 0;
        if (Correct.Contains(node.OpType)) return 1;
        if (node.OpType is "Resize" or "GridSample") return Elementary * sizes.Largest(node.Output); // a coordinate of that size is rounded
        return Terms(node, sizes) is { } terms ? Elementary + Math.Sqrt(terms) : Elementary;
    }

    // how many terms each result is a sum of; null for what sums nothing
    private static double? Terms(Node node, ValueSizes sizes)
    {
        Value first = node.Inputs[0]!;
        Value? weight = node.Inputs.ElementAtOrDefault(1);
        return node.OpType switch
        {
            "MatMul" => sizes.Size(first, -1) ?? sizes.Size(weight!, -2) ?? sizes.Count(first),
            "Gemm" => sizes.Size(first, node.Attribute<IntAttribute>("transA") is { Value: 1 } ? 0 : 1) ?? sizes.Count(first),
            "Einsum" => sizes.Count(first),
            "Conv" => sizes.Count(weight!) / Math.Max(1, sizes.Size(weight!, 0) ?? 1),
            "ConvTranspose" => sizes.Count(weight!) / Math.Max(1, sizes.Size(weight!, 1) ?? 1),
            "AveragePool" => node.Attribute<IntsAttribute>("kernel_shape")?.Values.Aggregate(1.0, (product, size) => product * size),
            "CumSum" => sizes.Largest(first),
            "Det" => Math.Pow(sizes.Size(first, -1) ?? sizes.Largest(first), 2),
            "Softmax" or "LogSoftmax" => sizes.Size(first, (int)(node.Attribute<IntAttribute>("axis")?.Value ?? -1)) ?? sizes.Largest(first),
            "LayerNormalization" or "RMSNormalization" or "LpNormalization" => weight is null ? sizes.Largest(first) : sizes.Count(weight),
            "InstanceNormalization" or "GroupNormalization" or "GlobalAveragePool" => sizes.Count(first) / Math.Max(1, (sizes.Size(first, 0) ?? 1) * (sizes.Size(first, 1) ?? 1)),
            "ScatterElements" or "ScatterND" => sizes.Count(weight!),
            "LSTM" or "GRU" or "RNN" => Recurrent(node, sizes),
            "Attention" => sizes.Size(first, -1) + sizes.Size(weight!, -2),
            _ when node.OpType.StartsWith("Reduce", StringComparison.Ordinal) => sizes.Count(first) / (sizes.IsKnown(node.Output) ? Math.Max(1, sizes.Count(node.Output)) : 1),
            _ => null,
        };
    }

    /// <summary>The spread of the error that one node adds whatever the size of its results, in unit roundoffs of 1. ONNX Runtime's RNN is off by up to 1.8 of them in each step's
    /// hyperbolic tangent, of values of a thousandth too (measured against float64; LSTM and GRU are not).</summary>
    public static double OfOne(Node node, ValueSizes sizes) =>
        node.OpType == "RNN" && (node.Attribute<StringsAttribute>("activations")?.Values ?? ["Tanh"]).Contains("Tanh") ? Math.Sqrt(Steps(node, sizes)) : 0;

    private static double Steps(Node node, ValueSizes sizes) => sizes.Size(node.Inputs[0]!, 0) ?? 1;

    // each step is a matrix product over the inputs and the hidden state
    private static double Recurrent(Node node, ValueSizes sizes) => Steps(node, sizes) * ((sizes.Size(node.Inputs[1]!, -1) ?? 1) + (sizes.Size(node.Inputs[2]!, -1) ?? 1));
}
