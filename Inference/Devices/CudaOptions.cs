using System.Globalization;

namespace OnnxForge.Inference;

/// <summary>How a model runs on a CUDA device.</summary>
public sealed record CudaOptions
{
    /// <summary>The most memory of the device that the model's arena may take, in bytes; null, the default, for all there is.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Whether products of float32 may be rounded to TF32, which is faster and keeps 3 decimal digits. The default is false: results as on the CPU.</summary>
    public bool Tf32 { get; init; }

    /// <summary>How algorithms for convolutions are found. The default is <see cref="CudaConvolutionSearch.Exhaustive"/>, as ONNX Runtime's.</summary>
    public CudaConvolutionSearch ConvolutionSearch { get; init; } = CudaConvolutionSearch.Exhaustive;

    /// <summary>Whether a convolution may take as much memory for its work as its fastest algorithm wants. The default is true; false caps it at 32 MiB.</summary>
    public bool LargeConvolutionWorkspace { get; init; } = true;

    /// <summary>How the model's arena grows. The default is <see cref="CudaArenaGrowth.NextPowerOfTwo"/>, as ONNX Runtime's.</summary>
    public CudaArenaGrowth ArenaGrowth { get; init; } = CudaArenaGrowth.NextPowerOfTwo;

    /// <summary>A CUDA stream of the application's, a cudaStream_t, on which the model works; 0, the default, for one of its own. The stream stays the
    /// application's, is of the model's device, and lives longer than the model. Runs of one model on it must not overlap.</summary>
    public nint Stream { get; init; }

    /// <summary>Whether the work of a binding is recorded as a CUDA graph by its third run and replayed by later ones, which spares the launch of each kernel. The default is false.
    /// Only a model all of whose nodes run on the device can be loaded so. Runs of the model then come one after another, and only runs of a <see cref="BoundRun"/> without token and
    /// <see cref="InferenceOptions.TimeLimit"/> are recorded, for each thread that calls it.</summary>
    public bool Graphs { get; init; }

    /// <summary>Whether loading fails where ONNX Runtime would run some nodes on the CPU; the error counts them by operator. The default is false: it puts small
    /// computations on sizes there on purpose, and <see cref="ModelDevice.CpuNodes"/> tells which.</summary>
    public bool RefuseCpuNodes { get; init; }

    internal void Check()
    {
        if (MemoryLimit is < 1)
        {
            throw new InferenceException("CudaOptions.MemoryLimit", "1 byte or more, or null", $"{MemoryLimit}", "Give the most bytes that the model may take");
        }

        if (!Enum.IsDefined(ConvolutionSearch))
        {
            throw new InferenceException("CudaOptions.ConvolutionSearch", string.Join(", ", Enum.GetNames<CudaConvolutionSearch>()), $"{ConvolutionSearch}", "Give one of these");
        }

        if (!Enum.IsDefined(ArenaGrowth))
        {
            throw new InferenceException("CudaOptions.ArenaGrowth", string.Join(", ", Enum.GetNames<CudaArenaGrowth>()), $"{ArenaGrowth}", "Give one of these");
        }
    }

    internal Dictionary<string, string> ToProviderOptions(int id)
    {
        var options = new Dictionary<string, string>
        {
            ["device_id"] = id.ToString(CultureInfo.InvariantCulture),
            ["use_tf32"] = Tf32 ? "1" : "0",
            ["cudnn_conv_algo_search"] = ConvolutionSearch switch
            {
                CudaConvolutionSearch.Heuristic => "HEURISTIC",
                CudaConvolutionSearch.Default => "DEFAULT",
                _ => "EXHAUSTIVE",
            },
            ["cudnn_conv_use_max_workspace"] = LargeConvolutionWorkspace ? "1" : "0",
            ["enable_cuda_graph"] = Graphs ? "1" : "0",
            ["arena_extend_strategy"] = ArenaGrowth == CudaArenaGrowth.SameAsRequested ? "kSameAsRequested" : "kNextPowerOfTwo",
        };
        if (Stream != 0)
        {
            options["has_user_compute_stream"] = "1";
            options["user_compute_stream"] = ((nuint)Stream).ToString(CultureInfo.InvariantCulture);
        }

        if (MemoryLimit is { } limit)
        {
            options["gpu_mem_limit"] = limit.ToString(CultureInfo.InvariantCulture);
        }

        return options;
    }
}
