namespace OnnxForge.Inference;

/// <summary>Where a model runs, and why there.</summary>
/// <param name="Name">"cpu", "cuda:0" or the name of another execution provider.</param>
/// <param name="Provider">ONNX Runtime's name of the execution provider, such as "CPUExecutionProvider".</param>
/// <param name="Reason">Why this device: what was asked for, or what kept <see cref="Device.Auto"/> from a faster one.</param>
public sealed record ModelDevice(string Name, string Provider, string Reason)
{
    private static readonly IReadOnlyDictionary<string, int> NoNodes = new Dictionary<string, int>().AsReadOnly();

    /// <summary>How many nodes of which operator ONNX Runtime runs on another device than the model's, such as computations on sizes on the CPU; values are copied on the
    /// way there and back. Empty for a model on the CPU, null where ONNX Runtime does not tell.</summary>
    public IReadOnlyDictionary<string, int>? CpuNodes { get; init; } = NoNodes;

    /// <summary>The number of a CUDA device; null elsewhere.</summary>
    internal int? CudaId { get; init; }

    /// <summary>Whether <see cref="CudaOptions.Graphs"/> asks for graphs.</summary>
    internal bool Graphs { get; init; }

    internal bool IsCpu => Provider == "CPUExecutionProvider";

    /// <summary>"cuda:0 (asked for)".</summary>
    public override string ToString() => $"{Name} ({Reason})";
}
