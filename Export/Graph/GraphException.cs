namespace OnnxForge.Export;

/// <summary>The base of what goes wrong in a graph or its file.</summary>
internal abstract class GraphException(string where, string expected, string received, string remedy, Exception? inner = null)
    : ExportException(where, expected, received, remedy, inner);
