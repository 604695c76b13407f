using System.Runtime.InteropServices;
using OnnxForge.Authoring.Native;

namespace OnnxForge.Export;

/// <summary>libtorch's exported observer functions, by platform.</summary>
internal static unsafe class LibTorchSymbols
{
    private static readonly bool Windows = OperatingSystem.IsWindows();
    private static readonly Lazy<nint> Library = new(LoadLibrary);
    private static readonly Lazy<nint> UndefinedTensorAddress = new(FindUndefinedTensor);

    /// <summary><c>RecordFunction::name()</c>: the operator's qualified name, as UTF-8.</summary>
    public static readonly delegate* unmanaged<nint, byte*> Name =
        (delegate* unmanaged<nint, byte*>)Find("_ZNK2at14RecordFunction4nameEv", "?name@RecordFunction@at@@QEBAPEBDXZ");

    /// <summary><c>RecordFunction::overload_name()</c>.</summary>
    public static readonly delegate* unmanaged<nint, byte*> OverloadName =
        (delegate* unmanaged<nint, byte*>)Find("_ZNK2at14RecordFunction13overload_nameEv", "?overload_name@RecordFunction@at@@QEBAPEBDXZ");

    /// <summary><c>RecordFunction::num_outputs()</c>: how many results the operator's schema has.</summary>
    public static readonly delegate* unmanaged<nint, nuint> OutputCount =
        (delegate* unmanaged<nint, nuint>)Find("_ZNK2at14RecordFunction11num_outputsEv", "?num_outputs@RecordFunction@at@@QEBA_KXZ");

    /// <summary><c>RecordFunction::num_inputs()</c>: how many arguments the operator's schema has.</summary>
    public static readonly delegate* unmanaged<nint, nuint> InputCount =
        (delegate* unmanaged<nint, nuint>)Find("_ZNK2at14RecordFunction10num_inputsEv", "?num_inputs@RecordFunction@at@@QEBA_KXZ");

    /// <summary><c>at::addThreadLocalCallback</c>; returns a handle for <see cref="RemoveCallback"/>.</summary>
    public static readonly delegate* unmanaged<ObserverCallback, ulong> AddThreadLocalCallback =
        (delegate* unmanaged<ObserverCallback, ulong>)Find("_ZN2at22addThreadLocalCallbackENS_22RecordFunctionCallbackE", "?addThreadLocalCallback@at@@YA_KVRecordFunctionCallback@1@@Z");

    /// <summary><c>at::removeCallback</c>.</summary>
    public static readonly delegate* unmanaged<ulong, void> RemoveCallback =
        (delegate* unmanaged<ulong, void>)Find("_ZN2at14removeCallbackEm", "?removeCallback@at@@YAX_K@Z");

    /// <summary>The address that stands for "no tensor" in libtorch; 0 where the platform does not export it.</summary>
    public static nint UndefinedTensor => UndefinedTensorAddress.Value;

    /// <summary>The address of an exported function, by its name in either compiler's spelling.</summary>
    /// <exception cref="PlatformNotSupportedException">This libtorch does not export it.</exception>
    public static nint Find(string itanium, string microsoft)
    {
        var symbol = Windows ? microsoft : itanium;
        return NativeLibrary.TryGetExport(Library.Value, symbol, out var address)
            ? address
            : throw new PlatformNotSupportedException($"Tracing: expected libtorch {ObserverCalibration.SupportedVersions} with its observer interface; this libtorch has no {symbol}. Use the libtorch package that this version of OnnxForge names.");
    }

    private static nint LoadLibrary()
    {
        LibTorch.EnsureLoaded();
        if (Windows) return NativeLibrary.Load("torch_cpu.dll");
        return NativeLibrary.Load(LibTorch.Folder is { } folder ? Path.Combine(folder, "libtorch_cpu.so") : "libtorch_cpu.dylib");
    }

    private static nint FindUndefinedTensor()
    {
        var (name, symbol) = Windows
            ? ("c10.dll", "?_singleton@UndefinedTensorImpl@c10@@0V12@A")
            : (LibTorch.Folder is { } folder ? Path.Combine(folder, "libc10.so") : "libc10.dylib", "_ZN3c1019UndefinedTensorImpl10_singletonE");
        return NativeLibrary.TryGetExport(NativeLibrary.Load(name), symbol, out var address) ? address : 0;
    }
}

/// <summary><c>at::RecordFunctionCallback</c>, which libtorch takes by value.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ObserverCallback
{
    public nint Start, End;
    public double SamplingProbability;
    public fixed byte Scopes[10];
    public byte NeedsInputs, NeedsOutputs, NeedsIds;
}
