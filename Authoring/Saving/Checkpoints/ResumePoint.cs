namespace OnnxForge.Authoring;

/// <summary>The checkpoint from which a training goes on.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Epochs">The whole epochs that were done.</param>
/// <param name="Step">The steps that were done in the epoch after them; 0 at its start.</param>
/// <param name="Damaged">Newer checkpoints of the folder that could not be read, each with the reason; this one took their place.</param>
public sealed record ResumePoint(string Path, int Epochs, int Step, IReadOnlyList<string> Damaged);
