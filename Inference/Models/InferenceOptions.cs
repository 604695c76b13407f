namespace OnnxForge.Inference;

/// <summary>How a model is loaded and run.</summary>
public sealed record InferenceOptions
{
    /// <summary>Threads that work on one run, 1 or more; null for one per physical core.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether idle threads of ONNX Runtime spin while they wait for work. It shortens a run by microseconds and takes whole cores
    /// from everything else in the process, so the default is false.</summary>
    public bool AllowSpinning { get; init; }

    /// <summary>How far ONNX Runtime rewrites the graph for speed. The default is everything.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;
}
