using System.Runtime.InteropServices;
using System.Text;

namespace OnnxForge.Inference;

/// <summary>Asks the machine for its CUDA driver, devices and libraries, without ONNX Runtime.</summary>
internal static unsafe class CudaProbe
{
    /// <summary>What ONNX Runtime's CUDA provider loads, of CUDA 13 and cuDNN 9.</summary>
    private static readonly string[] Libraries = OperatingSystem.IsWindows()
        ? ["cudart64_13.dll", "cublas64_13.dll", "cublasLt64_13.dll", "cufft64_12.dll", "cudnn64_9.dll"]
        : ["libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13", "libcufft.so.12", "libcudnn.so.9"];

    /// <summary>The library of CUDA's runtime interface.</summary>
    public static string Runtime => Libraries[0];

    public static CudaReport Run(bool providerBuilt)
    {
        var (version, devices) = Driver();
        return new CudaReport(providerBuilt, version, devices, version is null ? [] : [.. Libraries.Where(name => !CanLoad(name))]);
    }

    private static bool CanLoad(string name)
    {
        if (!NativeLibrary.TryLoad(name, out var library))
        {
            return false;
        }

        NativeLibrary.Free(library);
        return true;
    }

    private static (Version? Version, string[] Devices) Driver()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver))
        {
            return (null, []);
        }

        try
        {
            var initialize = (delegate* unmanaged<uint, int>)NativeLibrary.GetExport(driver, "cuInit");
            var getVersion = (delegate* unmanaged<int*, int>)NativeLibrary.GetExport(driver, "cuDriverGetVersion");
            var getCount = (delegate* unmanaged<int*, int>)NativeLibrary.GetExport(driver, "cuDeviceGetCount");
            var getName = (delegate* unmanaged<byte*, int, int, int>)NativeLibrary.GetExport(driver, "cuDeviceGetName");
            int version, count = 0;
            if (getVersion(&version) != 0)
            {
                return (null, []);
            }

            var devices = new List<string>();
            if (initialize(0) == 0 && getCount(&count) == 0)
            {
                var name = stackalloc byte[256];
                for (var i = 0; i < count; i++)
                {
                    devices.Add(getName(name, 256, i) == 0 ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)) : $"device {i}");
                }
            }

            return (new Version(version / 1000, version % 1000 / 10), [.. devices]);
        }
        catch (EntryPointNotFoundException)
        {
            return (null, []);
        }
    }
}
