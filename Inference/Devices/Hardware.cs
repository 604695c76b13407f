using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace OnnxForge.Inference;

/// <summary>The processor, as far as machine code and layouts of data depend on it.</summary>
internal static class Hardware
{
    public static string Key { get; } = Describe();

    private static string Describe()
    {
        var text = new StringBuilder($"{RuntimeInformation.OSArchitecture}/{RuntimeInformation.ProcessArchitecture}");
        if (X86Base.IsSupported)
        {
            // Leaf 1 has model and instruction sets, leaf 7 the newer sets; bits 24 to 31 of ebx in leaf 1 are the number of the core that asks.
            foreach (var (leaf, subleaf) in new[] { (0, 0), (1, 0), (7, 0), (7, 1) })
            {
                var (eax, ebx, ecx, edx) = X86Base.CpuId(leaf, subleaf);
                text.Append($"/{eax:x8}{(leaf == 1 ? ebx & 0xFFFF : ebx):x8}{ecx:x8}{edx:x8}");
            }
        }
        else
        {
            text.Append($"/{ArmBase.Arm64.IsSupported}/{AdvSimd.Arm64.IsSupported}/{Dp.Arm64.IsSupported}/{Rdm.Arm64.IsSupported}");
        }

        return text.ToString();
    }
}
