namespace OnnxForge.Export;

/// <summary>How the exported bytes are compared with the function before a file is written; it cannot be switched off.</summary>
public sealed record VerificationOptions
{
    /// <summary>How many sets of fresh data are tried at each size. Default: 2.</summary>
    public int Seeds { get; init; } = 2;

    /// <summary>The allowed absolute difference. Null (the default): derived from the element type and the depth of the graph, and reported.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>The allowed difference relative to the expected value. Null (the default): derived likewise.</summary>
    public double? RelativeTolerance { get; init; }
}
