namespace OnnxForge.Export;

/// <summary>One comparison of the final bytes, run by ONNX Runtime, with the traced function.</summary>
/// <param name="Sizes">The dynamic dimensions and their sizes.</param>
/// <param name="Seed">Which set of fresh data.</param>
/// <param name="Values">How many output values were compared.</param>
/// <param name="MaxAbsolute">The largest absolute difference.</param>
/// <param name="MaxRelative">The largest difference relative to the expected value, over values above the absolute tolerance.</param>
public sealed record ParityCase(IReadOnlyDictionary<string, long> Sizes, long Seed, long Values, double MaxAbsolute, double MaxRelative);
