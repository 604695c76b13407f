using System.Globalization;
using System.Text.Json.Nodes;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Shows a diagnosis to a program or a person.</summary>
internal static class MachineView
{
    /// <summary>The diagnosis as JSON.</summary>
    public static JsonObject ToJson(MachineDiagnosis machine) => new()
    {
        ["holds"] = machine.Holds,
        ["system"] = machine.System,
        ["dotnet"] = machine.DotNet,
        ["processors"] = machine.Processors,
        ["memoryBytes"] = machine.MemoryBytes,
        ["onnxRuntime"] = machine.Runtime is { } runtime ? Runtime(runtime) : null,
        ["device"] = machine.Device is { } device ? new JsonObject { ["name"] = device.Name, ["provider"] = device.Provider, ["reason"] = device.Reason } : null,
        ["problem"] = machine.RuntimeProblem,
        ["libtorch"] = machine.LibTorch is { } torch ? new JsonObject { ["loads"] = torch.Problem is null, ["folder"] = torch.Folder, ["problem"] = torch.Problem } : null,
    };

    /// <summary>Prints the diagnosis, a line for each subject.</summary>
    public static void Print(MachineDiagnosis machine, ITerminal terminal)
    {
        Line("System", machine.System);
        Line(".NET", machine.DotNet);
        Line("Processors", machine.Processors.ToString(CultureInfo.InvariantCulture));
        Line("Memory", Quantity.Bytes(machine.MemoryBytes));
        if (machine.Runtime is { } runtime)
        {
            Line("ONNX Runtime", runtime.RuntimeVersion);
            Line("Providers", string.Join(", ", runtime.Providers));
            Line("Devices", runtime.Devices.Count == 0 ? "none" : string.Join("; ", runtime.Devices));
            Line("CUDA", Cuda(runtime.Cuda));
        }
        Line("Models run on", machine.Device is { } device ? $"{device}" : "nothing");
        Line("libtorch", machine.LibTorch is not { } torch ? "not looked at; --libtorch loads it" : torch.Problem is null ? $"loads{(torch.Folder is { } folder ? $" from {folder}" : "")}" : "does not load");
        foreach (var problem in (string?[])[machine.RuntimeProblem, machine.LibTorch?.Problem])
            if (problem is not null) terminal.Error.WriteLine($"onnxforge: {problem}");

        void Line(string subject, string text) => terminal.Output.WriteLine($"{subject + ":",-15}{text}");
    }

    private static JsonObject Runtime(MachineReport runtime) => new()
    {
        ["version"] = runtime.RuntimeVersion,
        ["providers"] = Texts(runtime.Providers),
        ["devices"] = new JsonArray([.. runtime.Devices.Select(device => new JsonObject
        {
            ["provider"] = device.Provider,
            ["kind"] = device.Kind,
            ["vendor"] = device.Vendor,
            ["metadata"] = new JsonObject(device.Metadata.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value)))),
        })]),
        ["cuda"] = new JsonObject
        {
            ["providerBuilt"] = runtime.Cuda.ProviderBuilt,
            ["driverVersion"] = runtime.Cuda.DriverVersion?.ToString(),
            ["devices"] = Texts(runtime.Cuda.Devices),
            ["missingLibraries"] = Texts(runtime.Cuda.MissingLibraries),
            ["problem"] = runtime.Cuda.Problem(),
            ["remedy"] = runtime.Cuda.Problem() is null ? null : $"{runtime.Cuda.Remedy()}.",
        },
    };

    private static string Cuda(CudaReport cuda)
    {
        var known = cuda.DriverVersion is { } version ? $"driver for CUDA {version}, {(cuda.Devices.Count == 0 ? "no device" : string.Join(", ", cuda.Devices))}" : null;
        return cuda.Problem() is not { } problem ? known! : $"not usable, {problem}{(known is null || problem.Contains("driver", StringComparison.Ordinal) ? "" : $" ({known})")}. {cuda.Remedy()}.";
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
