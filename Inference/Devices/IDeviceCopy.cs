using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Copies between this process's memory and a device's, and is done when it returns.</summary>
internal interface IDeviceCopy
{
    /// <summary>Whether memory there is the device's.</summary>
    bool Reaches(OrtMemoryInfo place);

    void ToDevice(nint device, ReadOnlySpan<byte> host);

    void FromDevice(nint device, Span<byte> host);
}
