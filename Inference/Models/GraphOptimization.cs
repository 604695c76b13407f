namespace OnnxForge.Inference;

/// <summary>How far ONNX Runtime rewrites a graph before it runs; each level includes the ones before it.</summary>
public enum GraphOptimization
{
    /// <summary>The nodes are computed as they stand in the file.</summary>
    None,

    /// <summary>Rewrites that hold on every provider: constants folded, needless nodes removed, neighbours joined.</summary>
    Basic,

    /// <summary>Also the fusions of the provider that runs the nodes.</summary>
    Extended,

    /// <summary>Also other layouts of data in memory.</summary>
    All,
}
