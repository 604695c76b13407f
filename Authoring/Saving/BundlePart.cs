namespace OnnxForge.Authoring;

/// <summary>A file to be put into a bundle.</summary>
/// <param name="Name">Its name, one of <see cref="BundleFormat"/>'s.</param>
/// <param name="Write">Writes its bytes, the same ones each time.</param>
internal sealed record BundlePart(string Name, Action<Stream> Write);
