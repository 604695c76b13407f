using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>What this machine has to run models on, and what stands in the way of more.</summary>
/// <param name="RuntimeVersion">ONNX Runtime's version.</param>
/// <param name="Platform">Operating system and processor architecture.</param>
/// <param name="Processors">The processors that this process may use.</param>
/// <param name="Providers">The execution providers of ONNX Runtime's build.</param>
/// <param name="Devices">The devices that ONNX Runtime has found, for <see cref="Device.Of"/>.</param>
/// <param name="Cuda">What there is for CUDA.</param>
public sealed record MachineReport(string RuntimeVersion, string Platform, int Processors, IReadOnlyList<string> Providers, IReadOnlyList<MachineDevice> Devices, CudaReport Cuda)
{
    internal const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>Looks at this machine; nothing is kept loaded but ONNX Runtime itself.</summary>
    /// <exception cref="ModelLoadException">ONNX Runtime's native library is missing.</exception>
    public static MachineReport Create()
    {
        try
        {
            var runtime = OrtEnv.Instance();
            var providers = runtime.GetAvailableProviders();
            return new MachineReport(
                runtime.GetVersionString(),
                $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
                Environment.ProcessorCount,
                providers,
                [.. runtime.GetEpDevices().Select(MachineDevice.Of)],
                CudaProbe.Run(providers.Contains(CudaProvider)));
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw SessionFactory.Explain(null, "This machine", error);
        }
    }

    /// <summary>A line for each of these.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine($"ONNX Runtime: {RuntimeVersion}");
        text.AppendLine($"Platform: {Platform}, {Processors} processors");
        text.AppendLine($"Providers: {string.Join(", ", Providers)}");
        text.AppendLine($"Devices: {string.Join("; ", Devices)}");
        text.Append($"CUDA: {Cuda.Problem() ?? $"{string.Join(", ", Cuda.Devices)}, driver for CUDA {Cuda.DriverVersion}"}");
        return text.ToString();
    }
}
