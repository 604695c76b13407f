using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>How the exported bytes are compared with the function before a file is written; it cannot be switched off.</summary>
public sealed record VerificationOptions
{
    /// <summary>How many sets of fresh data are tried at each size, in turn near the example, wide and special. Default: 3.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>The allowed absolute difference. Null (the default): derived from the roundings on the way to each output, and reported.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>The allowed difference relative to the expected value. Null (the default): derived likewise.</summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>ONNX Runtime's optimization levels; all of them, but in tests of single operators, which have little to rewrite.</summary>
    internal IReadOnlyList<GraphOptimization> Levels { get; init; } = Enum.GetValues<GraphOptimization>();

    /// <summary>The bytes that are loaded at a level, for tests that stand in for an ONNX Runtime that rewrites a graph wrongly.</summary>
    internal Func<ReadOnlyMemory<byte>, GraphOptimization, ReadOnlyMemory<byte>> BytesForLevel { get; init; } = (bytes, _) => bytes;
}
