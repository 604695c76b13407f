namespace OnnxForge.Tests.Export;

/// <summary>How much the tests of chosen cases do: some by default, all of them with the environment variable <c>ONNXFORGE_LONG=1</c>.</summary>
internal static class LongTests
{
    public static bool Asked { get; } = Environment.GetEnvironmentVariable("ONNXFORGE_LONG") == "1";
}
