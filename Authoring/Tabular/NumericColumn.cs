namespace OnnxForge.Authoring;

/// <summary>How a numeric column is encoded: missing values become the median, then (value - mean) / deviation. Missing is NaN in tensors.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Median">The median of the training values.</param>
/// <param name="Mean">The mean of the training values, missing ones filled.</param>
/// <param name="Deviation">Their population standard deviation, above 0; 1 for a constant column.</param>
public sealed record NumericColumn(string Name, double Median, double Mean, double Deviation);
