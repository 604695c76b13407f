namespace OnnxForge.Export;

/// <summary>A pass and the reason why it stands where it does in a <see cref="PassPipeline"/>.</summary>
internal sealed record PassPosition(IGraphPass Pass, string Reason);
