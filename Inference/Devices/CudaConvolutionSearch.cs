namespace OnnxForge.Inference;

/// <summary>How cuDNN's algorithm for a convolution is found, once for each new shape.</summary>
public enum CudaConvolutionSearch
{
    /// <summary>All are tried: the first run of a shape is slow, later ones are fastest.</summary>
    Exhaustive,

    /// <summary>cuDNN estimates which is fastest.</summary>
    Heuristic,

    /// <summary>cuDNN's default, without a search.</summary>
    Default,
}
