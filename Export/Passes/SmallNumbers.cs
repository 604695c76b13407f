using System.Runtime.InteropServices;

namespace OnnxForge.Export;

/// <summary>What a node makes of a small argument's relative error.</summary>
internal enum SmallNumberEffect
{
    /// <summary>It vanishes beside other numbers.</summary>
    Lost,

    /// <summary>The result is small, too, and as far off.</summary>
    Kept,

    /// <summary>The result shows it at full size: the logarithm, say, or whether it is zero.</summary>
    Told,
}

/// <summary>What becomes of numbers near zero in each operator.</summary>
internal static class SmallNumbers
{
    // beside a number of this size, what a sigmoid's kernel is off by is a few roundings
    private const double Large = 1e-3;

    private static readonly HashSet<string> Telling = ["ArgMax", "ArgMin", "Ceil", "Floor", "Log", "Reciprocal", "ReduceLogSum", "Sign", "Sqrt", "TopK"];

    private static readonly HashSet<string> Keeping =
    [
        "Abs", "Asin", "Atan", "Clip", "Compress", "Concat", "CumSum", "DepthToSpace", "Erf", "Expand", "Flatten", "Gather", "GatherElements", "GatherND", "GlobalAveragePool", "GlobalMaxPool", "Identity",
        "LeakyRelu", "Max", "MaxPool", "Min", "Mul", "Neg", "PRelu", "Pad", "ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare", "Relu", "Reshape", "ScatterElements", "ScatterND", "Sin",
        "Slice", "SpaceToDepth", "Split", "Squeeze", "Tan", "Tanh", "Tile", "Transpose", "Trilu", "Unsqueeze", "Where",
    ];

    /// <summary>What a node makes of the argument at a position.</summary>
    public static SmallNumberEffect Through(Node node, int position) => node.OpType switch
    {
        _ when node.Domain.Length > 0 => SmallNumberEffect.Lost,
        "Div" => position == 1 ? SmallNumberEffect.Told : SmallNumberEffect.Kept,
        "Pow" => position == 1 ? SmallNumberEffect.Lost : Constants(node, 1) is { } exponents && exponents.All(e => e >= 1) ? SmallNumberEffect.Kept : SmallNumberEffect.Told,
        "Add" or "Sub" => IsBesideLarge(node, position) ? SmallNumberEffect.Lost : SmallNumberEffect.Kept,
        "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" => IsBesideLarge(node, position) ? SmallNumberEffect.Lost : SmallNumberEffect.Told,
        "Cast" => node.Attribute<IntAttribute>("to")?.Value switch
        {
            (long)DataType.Bool => SmallNumberEffect.Told,
            (long)DataType.Float or (long)DataType.Double => SmallNumberEffect.Kept,
            _ => SmallNumberEffect.Lost,
        },
        var opType => Telling.Contains(opType) ? SmallNumberEffect.Told : Keeping.Contains(opType) ? SmallNumberEffect.Kept : SmallNumberEffect.Lost,
    };

    private static bool IsBesideLarge(Node node, int position) => node.Inputs.Index().Any(input => input.Index != position && Constants(node, input.Index) is { } numbers && numbers.All(n => Math.Abs(n) >= Large));

    // the numbers of a constant argument; null for any other
    private static IEnumerable<double>? Constants(Node node, int position) => node.Inputs[position]?.Constant is not { } constant ? null : constant.Type switch
    {
        DataType.Float => MemoryMarshal.Cast<byte, float>(constant.Data.Span).ToArray().Select(n => (double)n),
        DataType.Double => MemoryMarshal.Cast<byte, double>(constant.Data.Span).ToArray(),
        _ => null,
    };
}
