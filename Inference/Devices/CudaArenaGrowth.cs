namespace OnnxForge.Inference;

/// <summary>By how much the memory grows that ONNX Runtime takes from a CUDA device and keeps.</summary>
public enum CudaArenaGrowth
{
    /// <summary>By powers of two: few requests to the device, and up to twice the memory that is used.</summary>
    NextPowerOfTwo,

    /// <summary>By what is asked for: no more memory than is used, and more requests.</summary>
    SameAsRequested,
}
