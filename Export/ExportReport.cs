namespace OnnxForge.Export;

/// <summary>What an export gave.</summary>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal.</param>
/// <param name="Opset">The operator set.</param>
/// <param name="IrVersion">The version of the file format.</param>
/// <param name="Operators">How often each ONNX operator stands in the graph, in ordinal order.</param>
/// <param name="Parity">The comparison with the traced function that allowed the file to be written.</param>
/// <param name="Warnings">What a reader should know: sizes that the function itself rejects, for example.</param>
public sealed record ExportReport(long Bytes, string Sha256, int Opset, long IrVersion, IReadOnlyDictionary<string, int> Operators, ParityReport Parity, IReadOnlyList<string> Warnings);
