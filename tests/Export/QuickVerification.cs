using OnnxForge.Export;
using OnnxForge.Inference;

namespace OnnxForge.Tests.Export;

/// <summary>The verification of the many tests of one operator, or a few: one set of data at each size, in turn near, wide and special.</summary>
internal static class QuickVerification
{
    // one operator leaves ONNX Runtime little to rewrite; the architectures are tried at every level
    public static VerificationOptions Options { get; } = new() { Seeds = 1, Levels = [GraphOptimization.None, GraphOptimization.All] };
}
