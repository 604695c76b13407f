namespace OnnxForge.Export;

/// <summary>A tensor that is stored in an ONNX file or beside it.</summary>
/// <param name="Name">Its name; one of a subgraph or of an attribute comes after the place, <c>y, then_branch: w</c>.</param>
/// <param name="Type">The element type, such as <c>float32</c>.</param>
/// <param name="Dims">The sizes.</param>
/// <param name="Data">The elements, little endian, row by row; empty for strings.</param>
/// <param name="Strings">The elements of a tensor of strings; empty for others.</param>
public sealed record FileConstant(string Name, string Type, IReadOnlyList<long> Dims, ReadOnlyMemory<byte> Data, IReadOnlyList<string> Strings);

/// <summary>What an ONNX file computes, to compare with another; read without running it, and without libtorch.</summary>
/// <param name="Graph">Opsets, inputs, nodes and outputs, one a line; those of subgraphs and functions after their place.</param>
/// <param name="Constants">The tensors stored in the graph, its subgraphs and attributes, in their order.</param>
/// <param name="Metadata">The texts that travel with the model, in ordinal order.</param>
public sealed record OnnxFileContent(IReadOnlyList<string> Graph, IReadOnlyList<FileConstant> Constants, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Reads the bytes of an ONNX file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">The file's path, for tensors that stand in other files of its folder; with null, the default, none may.</param>
    /// <exception cref="ExportException">The bytes are no ONNX model, or a tensor's are not where they should be or are more than 2 GiB.</exception>
    public static OnnxFileContent Read(ReadOnlyMemory<byte> bytes, string? path = null) => OnnxContentReader.Read(bytes, path);
}
