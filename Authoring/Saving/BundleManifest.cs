namespace OnnxForge.Authoring;

/// <summary>What a bundle says about itself.</summary>
/// <param name="Format">The version of the bundle's format.</param>
/// <param name="OnnxForge">The version of OnnxForge that wrote it.</param>
/// <param name="TorchSharp">The version of TorchSharp that wrote it.</param>
/// <param name="LibTorch">The version of libtorch that wrote it.</param>
/// <param name="Entries">The other files in the bundle.</param>
public sealed record BundleManifest(int Format, string OnnxForge, string TorchSharp, string LibTorch, IReadOnlyList<BundleEntry> Entries);
