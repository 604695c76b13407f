namespace OnnxForge.Cli;

/// <summary>A file that was written: name, size, and what it is.</summary>
internal sealed record OutputFile(string Name, long Bytes, string Meaning);
