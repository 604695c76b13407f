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

    /// <summary>Whether loading fails where ONNX Runtime would run some nodes on the CPU. The default is false: it puts small computations on sizes there on purpose.</summary>
    public bool RefuseCpuNodes { get; init; }

    internal void Check()
    {
        if (MemoryLimit is < 1)
        {
            throw new InferenceException("CudaOptions.MemoryLimit", "1 byte or more, or null", $"{MemoryLimit}", "Give the most bytes that the model may take");
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
        };
        if (MemoryLimit is { } limit)
        {
            options["gpu_mem_limit"] = limit.ToString(CultureInfo.InvariantCulture);
        }

        return options;
    }
}
