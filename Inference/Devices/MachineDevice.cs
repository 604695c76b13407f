using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>A device that ONNX Runtime has found, with the execution provider that serves it.</summary>
/// <param name="Provider">The execution provider's name.</param>
/// <param name="Kind">"CPU", "GPU" or "NPU".</param>
/// <param name="Vendor">Who made the device, as ONNX Runtime names it; may be empty.</param>
/// <param name="Metadata">What the provider and the system tell of the device besides.</param>
public sealed record MachineDevice(string Provider, string Kind, string Vendor, IReadOnlyDictionary<string, string> Metadata)
{
    internal OrtEpDevice? Native { get; init; }

    /// <summary>"GPU NVIDIA through CUDAExecutionProvider".</summary>
    public override string ToString() => $"{Kind}{(Vendor.Length > 0 ? " " : "")}{Vendor} through {Provider}";

    internal static MachineDevice Of(OrtEpDevice device) => new(
        device.EpName,
        device.HardwareDevice.Type.ToString().Split('_')[^1],
        device.HardwareDevice.Vendor,
        new Dictionary<string, string>(device.EpMetadata.Entries.Concat(device.HardwareDevice.Metadata.Entries).DistinctBy(entry => entry.Key)))
    {
        Native = device,
    };
}
