using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The smallest and the largest of some values.</summary>
internal static class ValueRange
{
    /// <summary>Both; NaN where a value is. Waits for a device that has them, once.</summary>
    public static (double Low, double High) Of(Tensor values)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        // Read from memory, not by item, which an exporter that watches would take for a number that the result depends on.
        var range = stack([values.min(), values.max()]).to(ScalarType.Float64).cpu().data<double>();
        return (range[0], range[1]);
    }
}
