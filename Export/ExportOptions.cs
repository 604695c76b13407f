namespace OnnxForge.Export;

/// <summary>How a function is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>The ONNX operator set, 17 to 23. Default: 20. The file is stamped with the lowest IR version that the opset came with.</summary>
    public int Opset { get; init; } = (int)OpsetVersions.Default;

    /// <summary>The graph's name in the file. Default: <c>model</c>.</summary>
    public string GraphName { get; init; } = "model";

    /// <summary>The inputs in order. Null (the default): named as the parameters of <c>forward</c>, dimension 0 dynamic and named <c>batch</c>.</summary>
    public IReadOnlyList<InputSpec>? Inputs { get; init; }

    /// <summary>A name for each output in order. Null (the default): <c>output</c>, or <c>output_0</c>, <c>output_1</c>, ... where there are several.</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>Texts that travel with the file as metadata; keys that begin with <c>onnxforge.</c> are the exporter's own.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>How the final bytes are compared with the function.</summary>
    public VerificationOptions Verification { get; init; } = new();

    /// <summary>Whether a pass that breaks the graph is an error. Default: false, it is left out and the report says so.</summary>
    public bool Strict { get; init; }

    /// <summary>The passes, for tests that plant a wrong one.</summary>
    internal IReadOnlyList<PassPosition> Passes { get; init; } = PassPipeline.Default.Positions;

    /// <summary>Lowerings that take the place of built-in ones, for tests that plant a wrong one.</summary>
    internal IReadOnlyDictionary<string, LoweringRule>? LoweringOverrides { get; init; }
}
