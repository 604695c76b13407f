using System.Runtime.InteropServices;
using OnnxForge.Authoring.Native;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>What a machine has to run and train models, and whether what was asked for works.</summary>
/// <param name="System">Operating system and architecture.</param>
/// <param name="DotNet">The version of .NET.</param>
/// <param name="Processors">The processors that this process may use.</param>
/// <param name="MemoryBytes">The memory that this process may use.</param>
/// <param name="Runtime">What ONNX Runtime reports; null where it does not load.</param>
/// <param name="Device">Where a small model ran; null where it did not.</param>
/// <param name="RuntimeProblem">Why ONNX Runtime or the device does not work; null where it does.</param>
/// <param name="LibTorch">The folder of libtorch, or why it does not load; null where nobody asked.</param>
internal sealed record MachineDiagnosis(string System, string DotNet, int Processors, long MemoryBytes, MachineReport? Runtime, ModelDevice? Device, string? RuntimeProblem, LibTorchState? LibTorch)
{
    /// <summary>Whether all that was asked for works.</summary>
    public bool Holds => RuntimeProblem is null && LibTorch is not { Problem: not null };

    /// <summary>Looks at this machine.</summary>
    /// <param name="device">The device that shall work.</param>
    /// <param name="withLibTorch">Whether libtorch is loaded too, which takes a second and hundreds of MB.</param>
    public static MachineDiagnosis Create(Device device, bool withLibTorch)
    {
        MachineReport? runtime = null;
        ModelDevice? used = null;
        string? problem = null;
        try
        {
            runtime = MachineReport.Create();
            used = ProbeModel.Run(device);
        }
        catch (InferenceException error)
        {
            problem = $"Device {device}: expected {error.Expected}; received {error.Received}. {error.Remedy}.";
        }
        catch (DoesNotHoldException error)
        {
            problem = error.Message;
        }
        return new MachineDiagnosis($"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}", RuntimeInformation.FrameworkDescription, Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, runtime, used, problem, withLibTorch ? LibTorchState.Load() : null);
    }
}

/// <summary>Whether libtorch loads.</summary>
/// <param name="Folder">Where it was loaded from; null where it did not load, or where the platform's own search found it.</param>
/// <param name="Problem">Why it does not load; null where it does.</param>
internal sealed record LibTorchState(string? Folder, string? Problem)
{
    /// <summary>Loads it.</summary>
    public static LibTorchState Load()
    {
        try
        {
            return new LibTorchState(Authoring.Native.LibTorch.Folder, null);
        }
        catch (NativeLoadException error)
        {
            return new LibTorchState(null, error.Message);
        }
    }
}
