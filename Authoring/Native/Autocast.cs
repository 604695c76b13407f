using System.Runtime.InteropServices;
using TorchSharp;

namespace OnnxForge.Authoring.Native;

/// <summary>libtorch's automatic mixed precision on this thread. TorchSharp does not bind it, but libtorch exports it: while it is on, matrix products and
/// convolutions take their operands in bfloat16, and what needs the range or the digits keeps float32.</summary>
internal sealed unsafe class Autocast : IDisposable
{
    [ThreadStatic]
    private static Autocast? current;

    private static readonly Lazy<Functions> functions = new(() => new Functions());

    private readonly Autocast? outer;
    private readonly bool enabled;
    private readonly sbyte device, typeBefore;
    private readonly bool enabledBefore;

    private Autocast(DeviceType device, bool enabled)
    {
        (this.device, this.enabled, outer) = ((sbyte)device, enabled, current);
        (enabledBefore, typeBefore) = (functions.Value.IsEnabled(this.device) != 0, functions.Value.GetType(this.device));
        current = this;
        Set(enabled, (sbyte)torch.ScalarType.BFloat16);
    }

    /// <summary>Whether it is on for this thread: operators then convert what they are given.</summary>
    public static bool On => current is { enabled: true };

    /// <summary>Turns bfloat16 on until disposed.</summary>
    /// <exception cref="ConfigException">This platform's libtorch does not export it.</exception>
    public static Autocast Begin(DeviceType device) => new(device, true);

    /// <summary>Turns it off until disposed, where it is on; null where it is not.</summary>
    public static Autocast? Suspend() => On ? new Autocast((DeviceType)current!.device, false) : null;

    /// <summary>Puts back what was before.</summary>
    public void Dispose()
    {
        current = outer;
        Set(enabledBefore, typeBefore);
    }

    private void Set(bool on, sbyte type)
    {
        functions.Value.SetType(device, type);
        functions.Value.SetEnabled(device, (byte)(on ? 1 : 0));
        // libtorch keeps the weights that it has converted; a step changes them.
        functions.Value.ClearCache();
    }

    private sealed class Functions
    {
        public readonly delegate* unmanaged<sbyte, byte, void> SetEnabled = (delegate* unmanaged<sbyte, byte, void>)Find("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb");
        public readonly delegate* unmanaged<sbyte, byte> IsEnabled = (delegate* unmanaged<sbyte, byte>)Find("_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE");
        public readonly delegate* unmanaged<sbyte, sbyte, void> SetType =
            (delegate* unmanaged<sbyte, sbyte, void>)Find("_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE");
        public new readonly delegate* unmanaged<sbyte, sbyte> GetType = (delegate* unmanaged<sbyte, sbyte>)Find("_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE");
        public readonly delegate* unmanaged<void> ClearCache = (delegate* unmanaged<void>)Find("_ZN2at8autocast11clear_cacheEv");

        private static nint Find(string symbol)
        {
            LibTorch.EnsureLoaded();
            var library = LibTorch.Folder is { } folder ? Path.Combine(folder, "libtorch_cpu.so") : "libtorch_cpu.dylib";
            if (!OperatingSystem.IsWindows() && NativeLibrary.TryGetExport(NativeLibrary.Load(library), symbol, out var address)) return address;
            throw new ConfigException("Mixed precision", "a libtorch whose at::autocast functions are found by name, as on Linux", $"{RuntimeInformation.OSDescription}, which has none",
                "Leave FitOptions.MixedPrecision out, or convert the whole model with model.to(ScalarType.BFloat16).");
        }
    }
}
