using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Where a model shall run. Equal when it is the same place with the same options.</summary>
public sealed record Device
{
    private Device(DeviceKind kind, string name) => (Kind, Name) = (kind, name);

    internal enum DeviceKind
    {
        Auto,
        Cpu,
        Cuda,
        Provider,
        Discovered,
    }

    /// <summary>The first CUDA device where there is one and it works, else the CPU; <see cref="InferenceModel.Device"/> says which, and why.</summary>
    public static Device Auto { get; } = new(DeviceKind.Auto, "auto");

    /// <summary>The processor.</summary>
    public static Device Cpu { get; } = new(DeviceKind.Cpu, "cpu");

    /// <summary>"auto", "cpu", "cuda:0", or the name of an execution provider.</summary>
    public string Name { get; }

    /// <summary>The number of a CUDA device; null for other devices.</summary>
    public int? CudaId => Kind == DeviceKind.Cuda ? Id : null;

    /// <summary>Whether an execution provider was asked for by its name.</summary>
    public bool IsProvider => Kind == DeviceKind.Provider;

    internal DeviceKind Kind { get; }

    internal int Id { get; private init; }

    internal CudaOptions CudaOptions { get; private init; } = new();

    internal ProviderOptions Options { get; private init; } = new([]);

    internal OrtEpDevice? Discovered { get; private init; }

    /// <summary>A CUDA device. Where it cannot be used, loading fails and says why.</summary>
    /// <param name="id">The number of the device, 0 or more.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="InferenceException">The number or an option is out of range.</exception>
    public static Device Cuda(int id = 0, CudaOptions? options = null)
    {
        options ??= new CudaOptions();
        options.Check();
        return id >= 0
            ? new Device(DeviceKind.Cuda, $"cuda:{id}") { Id = id, CudaOptions = options }
            : throw new InferenceException("Device.Cuda", "a device number of 0 or more", $"{id}", "Give the number that nvidia-smi lists");
    }

    /// <summary>Any execution provider of ONNX Runtime's build.</summary>
    /// <param name="name">Its name, such as "CoreMLExecutionProvider", "DmlExecutionProvider" or "XNNPACK".</param>
    /// <param name="options">The provider's own options; null for none.</param>
    public static Device Provider(string name, IReadOnlyDictionary<string, string>? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Device(DeviceKind.Provider, name) { Options = new ProviderOptions(options ?? new Dictionary<string, string>()) };
    }

    /// <summary>A device that ONNX Runtime has found on this machine.</summary>
    /// <param name="device">One of <see cref="MachineReport.Devices"/>.</param>
    /// <param name="options">The provider's own options; null for none.</param>
    public static Device Of(MachineDevice device, IReadOnlyDictionary<string, string>? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new Device(DeviceKind.Discovered, device.Provider) { Discovered = device.Native, Options = new ProviderOptions(options ?? new Dictionary<string, string>()) };
    }

    /// <summary>The device that a setting names: "auto", "cpu", "cuda" (the first), "cuda:1", or an execution provider such as "CoreMLExecutionProvider".</summary>
    /// <param name="text">The name. Upper and lower case are the same, but in names of providers.</param>
    /// <exception cref="InferenceException">The text is empty or names no number of a CUDA device. Whether a provider exists is seen when a model is loaded.</exception>
    public static Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().ToLowerInvariant() switch
        {
            "auto" => Auto,
            "cpu" => Cpu,
            "cuda" => Cuda(),
            ['c', 'u', 'd', 'a', ':', .. var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => Cuda(id),
            "" or ['c', 'u', 'd', 'a', ':', ..] => throw new InferenceException("Device", "auto, cpu, cuda, cuda:NUMBER, or the name of an execution provider", $"'{text}'", "Name one of these"),
            _ => Provider(text.Trim()),
        };
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
