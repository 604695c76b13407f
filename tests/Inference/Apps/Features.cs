namespace OnnxForge.Tests.Inference.Apps;

/// <summary>Rows of features, each of its own.</summary>
internal static class Features
{
    public static float[] Row(int index) => [.. Enumerable.Range(0, 8).Select(feature => (float)((index * 7 + feature * 3) % 31))];

    /// <summary>What <see cref="ExportedModel"/> computes for it.</summary>
    public static float Price(int index) => 24 * Row(index).Sum();
}
