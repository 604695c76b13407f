namespace OnnxForge.Export;

/// <summary>One comparison of the final bytes, run by ONNX Runtime at each of its optimization levels, with the traced function.</summary>
/// <param name="Sizes">The dynamic dimensions and their sizes.</param>
/// <param name="Seed">Which set of fresh data.</param>
/// <param name="Data">How the data was made; near the example where the function gives no finite numbers on other data.</param>
/// <param name="Values">How many output values were compared.</param>
/// <param name="MaxAbsolute">The largest absolute difference.</param>
/// <param name="MaxRelative">The largest difference relative to the expected value or to the output's root mean square, whichever is larger.</param>
/// <param name="Used">The largest difference as a share of what was allowed, 0 to 1.</param>
/// <param name="Sensitive">How many values differ by more than the tolerance where the function itself moves as far when its inputs move by one rounding.</param>
public sealed record ParityCase(IReadOnlyDictionary<string, long> Sizes, long Seed, DataKind Data, long Values, double MaxAbsolute, double MaxRelative, double Used, long Sensitive);
