using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>Where a verification failed, so that it can be tried again.</summary>
/// <param name="Sizes">The sizes.</param>
/// <param name="Seed">The data.</param>
/// <param name="Data">How the data was made.</param>
/// <param name="Level">ONNX Runtime's optimization level.</param>
internal sealed record FailedCase(SizeAssignment Sizes, long Seed, DataKind Data, GraphOptimization Level);
