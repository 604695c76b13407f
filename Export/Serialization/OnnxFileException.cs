namespace OnnxForge.Export;

/// <summary>Bytes that are no ONNX model, or one that uses what the IR does not hold.</summary>
internal sealed class OnnxFileException(string where, string expected, string received, string remedy, Exception? inner = null)
    : GraphException(where, expected, received, remedy, inner);
