namespace OnnxForge.Tests.Export;

internal static partial class ConsistencyExceptions
{
    private static ConsistencyException[] Pointwise => [];
}
