namespace OnnxForge.Export;

/// <summary>A verified model that was not written to a file.</summary>
/// <param name="Bytes">The ONNX file's bytes.</param>
/// <param name="Report">What the export gave.</param>
public sealed record ExportedModel(ReadOnlyMemory<byte> Bytes, ExportReport Report);
