using OnnxForge.Authoring;

namespace OnnxForge.Models.Seed;

/// <summary>What a program that trains a model leaves behind, beside the files in its folder.</summary>
/// <param name="Model">The trained model, owned by the caller.</param>
/// <param name="Histories">What each of its trainings did, in order; none of a loop written by hand.</param>
public sealed record SeedRun(Model Model, params IReadOnlyList<History> Histories);
