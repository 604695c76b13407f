namespace OnnxForge.Export;

/// <summary>One run of a pass within a <see cref="PassPipeline"/>.</summary>
/// <param name="Pass">The pass's name.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="Result">What it did.</param>
internal sealed record PassRecord(string Pass, int Round, PassResult Result);
