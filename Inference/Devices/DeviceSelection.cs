using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Opens a session on the device that was asked for.</summary>
internal static class DeviceSelection
{
    private const string CpuProvider = "CPUExecutionProvider";

    /// <param name="where">What fails, for errors.</param>
    /// <param name="device">The device that was asked for.</param>
    /// <param name="open">Opens a session whose settings the given action completes; its name tells devices apart.</param>
    public static (InferenceSession Session, ModelDevice Device) Open(string where, Device device, Func<string, Action<SessionOptions>, InferenceSession> open)
    {
        switch (device.Kind)
        {
            case Device.DeviceKind.Cpu:
                return (open("cpu", static _ => { }), new ModelDevice("cpu", CpuProvider, "asked for"));
            case Device.DeviceKind.Cuda:
                return Explored(OpenCuda(where, device, open), new ModelDevice(device.Name, MachineReport.CudaProvider, "asked for") { CudaId = device.Id, Graphs = device.CudaOptions.Graphs });
            case Device.DeviceKind.Discovered:
                var found = open($"{device.Name}?{device.Options}", settings =>
                {
                    settings.AddSessionConfigEntry(GraphAssignment.RecordKey, "1");
                    settings.AppendExecutionProvider(OrtEnv.Instance(), [device.Discovered!], device.Options.ToDictionary());
                });
                return Explored(found, new ModelDevice(device.Discovered!.EpName == CpuProvider ? "cpu" : device.Name, device.Name, "asked for"));
            case Device.DeviceKind.Provider:
                return Explored(OpenProvider(where, device, open), new ModelDevice(device.Name == CpuProvider ? "cpu" : device.Name, device.Name, "asked for"));
            default:
                return OpenAny(where, open);
        }
    }

    private static (InferenceSession Session, ModelDevice Device) OpenAny(string where, Func<string, Action<SessionOptions>, InferenceSession> open)
    {
        var reason = "ONNX Runtime's build has no faster provider";
        if (OrtEnv.Instance().GetAvailableProviders().Contains(MachineReport.CudaProvider))
        {
            try
            {
                return Explored(OpenCuda(where, Device.Cuda(), open), new ModelDevice("cuda:0", MachineReport.CudaProvider, "the first CUDA device works") { CudaId = 0 });
            }
            catch (InferenceException error)
            {
                reason = $"CUDA cannot be used: {error.Received}";
            }
        }

        return (open("cpu", static _ => { }), new ModelDevice("cpu", CpuProvider, reason));
    }

    private static InferenceSession OpenCuda(string where, Device device, Func<string, Action<SessionOptions>, InferenceSession> open)
    {
        const string expected = "a CUDA device that ONNX Runtime can use";
        var report = CudaProbe.Run(OrtEnv.Instance().GetAvailableProviders().Contains(MachineReport.CudaProvider));
        if (report.Problem(device.Id) is { } problem)
        {
            throw new InferenceException($"{where} on {device}", expected, problem, report.Remedy(device.Id));
        }

        var options = device.CudaOptions.ToProviderOptions(device.Id);

        // Where in memory a stream is says nothing about the graph.
        var session = open($"{device}?{new ProviderOptions(options.Where(option => option.Key != "user_compute_stream"))}", settings =>
        {
            settings.AddSessionConfigEntry(GraphAssignment.RecordKey, "1");
            using var cuda = new OrtCUDAProviderOptions();
            try
            {
                cuda.UpdateOptions(options);
                settings.AppendExecutionProvider_CUDA(cuda);
            }
            catch (OnnxRuntimeException error)
            {
                throw new InferenceException($"{where} on {device}", expected, error.Message.Trim().TrimEnd('.'), report.Remedy(device.Id), error);
            }

            if (device.CudaOptions.RefuseCpuNodes && !GraphAssignment.IsKnown)
            {
                settings.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
            }
        });
        if (device.CudaOptions.RefuseCpuNodes && Refusal($"{where} on {device}", GraphAssignment.Elsewhere(session, MachineReport.CudaProvider)) is { } refusal)
        {
            session.Dispose();
            throw refusal;
        }

        return session;
    }

    /// <summary>Why a session is not what <see cref="CudaOptions.RefuseCpuNodes"/> asks for; null where it is, and where ONNX Runtime refuses by itself.</summary>
    internal static InferenceException? Refusal(string where, IReadOnlyDictionary<string, int>? nodes) => nodes is { Count: > 0 }
        ? new InferenceException(where, "all nodes on the device, as CudaOptions.RefuseCpuNodes asks", $"on the CPU {GraphAssignment.Text(nodes)}", "Export the model without these operators, or load it without RefuseCpuNodes")
        : null;

    private static (InferenceSession Session, ModelDevice Device) Explored(InferenceSession session, ModelDevice device) =>
        (session, device.IsCpu ? device : device with { CpuNodes = GraphAssignment.Elsewhere(session, device.Provider) });

    private static InferenceSession OpenProvider(string where, Device device, Func<string, Action<SessionOptions>, InferenceSession> open)
    {
        if (device.Name == CpuProvider)
        {
            return open("cpu", static _ => { });
        }

        return open($"{device}?{device.Options}", settings =>
        {
            settings.AddSessionConfigEntry(GraphAssignment.RecordKey, "1");
            try
            {
                settings.AppendExecutionProvider(device.Name, device.Options.ToDictionary());
            }
            catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException)
            {
                throw new InferenceException(
                    $"{where} on {device}",
                    $"an execution provider of ONNX Runtime's build, which has {string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}",
                    error.Message.Trim().TrimEnd('.'),
                    "Use a package of ONNX Runtime that has this provider, or another device",
                    error);
            }
        });
    }
}
