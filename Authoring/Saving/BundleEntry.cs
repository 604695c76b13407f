namespace OnnxForge.Authoring;

/// <summary>A file in a bundle.</summary>
/// <param name="Name">Its name in the zip.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal digits; of more than 16 MiB, since format 2, that of the SHA-256s of its pieces of 16 MiB.</param>
/// <param name="XxHash128">The XXH128 of its bytes, which takes a twentieth of the time, in lower-case hexadecimal digits; of more than 16 MiB, since format 3, that of the XXH128s of its pieces; null where the bundle has none.</param>
public sealed record BundleEntry(string Name, long Size, string Sha256, string? XxHash128 = null);
