namespace OnnxForge.Authoring;

/// <summary>Which weights an optimizer trains.</summary>
/// <param name="Prefix">The path that the weights' paths begin with, in whole parts: <c>wide</c> covers <c>wide.kernel</c> and not <c>wider.kernel</c>;
/// the empty prefix covers all.</param>
/// <param name="Optimizer">Their optimizer.</param>
public sealed record OptimizerRule(string Prefix, Optimizer Optimizer);
