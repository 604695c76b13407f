using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>How the target is scaled for training: (value - mean) / deviation.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Mean">The mean of the training values.</param>
/// <param name="Deviation">Their population standard deviation, above 0.</param>
public sealed record TargetColumn(string Name, double Mean, double Deviation)
{
    /// <summary>The scaled values.</summary>
    /// <param name="values">One value a row, none missing.</param>
    /// <returns>float32 <c>[rows, 1]</c>, owned by the caller.</returns>
    /// <exception cref="DataException">A value is missing or infinite.</exception>
    public Tensor Standardize(IReadOnlyList<float?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        TabularStatistics.RequireFinite(Name, values, missingAllowed: false);
        using var scaled = tensor(values.Select(value => (float)((value!.Value - Mean) / Deviation)).ToArray(), ScalarType.Float32);
        return scaled.reshape(-1, 1);
    }
}
