namespace OnnxForge.Authoring;

/// <summary>The custom objects that files may name.</summary>
public sealed class CustomObjectRegistry;
