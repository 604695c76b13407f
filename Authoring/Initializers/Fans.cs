namespace OnnxForge.Authoring;

/// <summary>How many inputs and outputs a kernel joins.</summary>
internal static class Fans
{
    /// <summary>For a kernel <c>[receptive..., in, out]</c>: in and out times the receptive field; a vector counts as both.</summary>
    public static (double In, double Out) Of(long[] shape)
    {
        if (shape.Length == 0) return (1, 1);
        if (shape.Length == 1) return (Math.Max(1, shape[0]), Math.Max(1, shape[0]));
        double receptive = 1;
        foreach (var size in shape[..^2]) receptive *= size;
        return (Math.Max(1, receptive * shape[^2]), Math.Max(1, receptive * shape[^1]));
    }
}
