using System.CommandLine;
using System.Globalization;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>The option that says where a model runs.</summary>
internal static class DeviceOption
{
    private const string Cuda = "cuda";
    private const string ProviderEnding = "ExecutionProvider";

    /// <summary>The option; its default is the first CUDA device where there is one that works, else the processor.</summary>
    public static Option<Device> Create() => CommonOptions.Checked("--device", "Where the model runs: auto, cpu, cuda, cuda:1, or the name of an execution provider.", Device.Auto,
        "takes auto, cpu, cuda, cuda:1 or the name of an execution provider, such as CoreMLExecutionProvider", Parse);

    private static Device? Parse(string text) => text switch
    {
        "auto" => Device.Auto,
        "cpu" => Device.Cpu,
        Cuda => Device.Cuda(),
        _ when text.StartsWith(Cuda + ":", StringComparison.Ordinal) => int.TryParse(text.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Device.Cuda(id) : null,
        _ when text.EndsWith(ProviderEnding, StringComparison.Ordinal) && text.Length > ProviderEnding.Length => Device.Provider(text),
        _ => null,
    };
}
