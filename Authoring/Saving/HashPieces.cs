namespace OnnxForge.Authoring;

/// <summary>How many bytes are hashed at a time.</summary>
/// <param name="Strong">With SHA-256.</param>
/// <param name="Quick">With XXH128.</param>
internal readonly record struct HashPieces(long Strong, long Quick);
