namespace OnnxForge.Inference;

/// <summary>What this machine and ONNX Runtime's build have for CUDA.</summary>
/// <param name="ProviderBuilt">Whether ONNX Runtime's build has the CUDA execution provider.</param>
/// <param name="DriverVersion">The newest CUDA that the driver serves; null without a driver.</param>
/// <param name="Devices">The names of the CUDA devices, by number.</param>
/// <param name="MissingLibraries">The libraries of CUDA and cuDNN that could not be loaded.</param>
public sealed record CudaReport(bool ProviderBuilt, Version? DriverVersion, IReadOnlyList<string> Devices, IReadOnlyList<string> MissingLibraries)
{
    /// <summary>The oldest driver that ONNX Runtime's packages from 1.27 on run with.</summary>
    private static readonly Version OldestDriver = new(13, 0);

    /// <summary>Why device <paramref name="id"/> cannot be used; null where nothing is known to stand in its way.</summary>
    public string? Problem(int id = 0) =>
        !ProviderBuilt ? "a build of ONNX Runtime without the CUDA provider"
        : DriverVersion is null ? "no NVIDIA driver"
        : Devices.Count == 0 ? "an NVIDIA driver without a device"
        : id >= Devices.Count ? $"{Devices.Count} CUDA {(Devices.Count == 1 ? "device" : "devices")}: {string.Join(", ", Devices)}"
        : DriverVersion < OldestDriver ? $"a driver for CUDA {DriverVersion}"
        : MissingLibraries.Count > 0 ? $"no {string.Join(", no ", MissingLibraries)}"
        : null;

    /// <summary>What to do about <see cref="Problem"/>, without the final period.</summary>
    /// <param name="id">The number of the device.</param>
    public string Remedy(int id = 0) =>
        !ProviderBuilt ? "Reference Microsoft.ML.OnnxRuntime.Gpu in place of Microsoft.ML.OnnxRuntime in the application's project, or use Device.Cpu"
        : DriverVersion is null || Devices.Count == 0 ? "Install the NVIDIA driver and give this process a device, or use Device.Cpu"
        : id >= Devices.Count ? $"Give a number below {Devices.Count}"
        : DriverVersion < OldestDriver ? $"Install a driver for CUDA {OldestDriver} or newer"
        : MissingLibraries.Count > 0 ? "Install CUDA 13 and cuDNN 9 where the loader finds them (LD_LIBRARY_PATH, or PATH on Windows)"
        : "Correct what the message names, or use Device.Cpu";
}
