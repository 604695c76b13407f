using TorchSharp;

namespace OnnxForge.Cli;

/// <summary>Where training computes.</summary>
internal static class Devices
{
    public const string Cpu = "cpu";
    public const string Cuda = "cuda";

    /// <summary>Checks that the device is there.</summary>
    /// <exception cref="InputException">CUDA is asked for and not available.</exception>
    public static void Check(string device)
    {
        if (device != Cuda || torch.cuda.is_available()) return;
        throw new InputException("--device cuda", "a CUDA device that this build of libtorch can use", "none",
            "Use --device cpu, or build with -p:TorchCuda=true on a machine with an NVIDIA GPU.");
    }
}
