using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Copies to and from a CUDA device through the runtime library that ONNX Runtime's provider has loaded.</summary>
internal sealed unsafe class CudaCopy : IDeviceCopy
{
    private const int HostToDevice = 1, DeviceToHost = 2;

    private readonly int _id;
    private readonly delegate* unmanaged<int, int> _setDevice;
    private readonly delegate* unmanaged<void*, void*, nuint, int, int> _copy;
    private readonly delegate* unmanaged<int> _synchronize;

    /// <exception cref="InferenceException">The library is not there.</exception>
    public CudaCopy(int id)
    {
        if (!NativeLibrary.TryLoad(CudaProbe.Runtime, out var runtime))
        {
            throw new InferenceException($"Device cuda:{id}", CudaProbe.Runtime, "none that can be loaded", "Install CUDA 13 where the loader finds it (LD_LIBRARY_PATH, or PATH on Windows)");
        }

        _id = id;
        _setDevice = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(runtime, "cudaSetDevice");
        _copy = (delegate* unmanaged<void*, void*, nuint, int, int>)NativeLibrary.GetExport(runtime, "cudaMemcpy");
        _synchronize = (delegate* unmanaged<int>)NativeLibrary.GetExport(runtime, "cudaDeviceSynchronize");
    }

    public bool Reaches(OrtMemoryInfo place) => place.GetDeviceType() == OrtMemoryInfoDeviceType.GPU;

    public void ToDevice(nint device, ReadOnlySpan<byte> host)
    {
        fixed (byte* from = host)
        {
            Copy((void*)device, from, host.Length, HostToDevice);
        }
    }

    public void FromDevice(nint device, Span<byte> host)
    {
        fixed (byte* to = host)
        {
            Copy(to, (void*)device, host.Length, DeviceToHost);
        }
    }

    private void Copy(void* to, void* from, int length, int direction)
    {
        Check(_setDevice(_id));
        Check(_copy(to, from, (nuint)length, direction));

        // A copy from ordinary memory may return while its last part is under way, and the model's stream does not wait for it.
        Check(_synchronize());
    }

    private void Check(int error)
    {
        if (error != 0)
        {
            throw new InferenceException($"Device cuda:{_id}", "a copy of a tensor", $"CUDA's error {error}", "Look the number up among CUDA's cudaError values; after most errors the process has to start anew");
        }
    }
}
