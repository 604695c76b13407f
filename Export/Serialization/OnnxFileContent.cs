namespace OnnxForge.Export;

/// <summary>A tensor that is stored in an ONNX file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The element type, such as <c>float32</c>.</param>
/// <param name="Dims">The sizes.</param>
/// <param name="Data">The elements, little endian, row by row; empty for strings.</param>
/// <param name="Strings">The elements of a tensor of strings; empty for others.</param>
public sealed record FileConstant(string Name, string Type, IReadOnlyList<long> Dims, ReadOnlyMemory<byte> Data, IReadOnlyList<string> Strings);

/// <summary>What an ONNX file computes, to compare with another; read without running it, and without libtorch.</summary>
/// <param name="Graph">Opsets, inputs, nodes and outputs, one a line.</param>
/// <param name="Constants">The tensors stored in the graph, in its order.</param>
/// <param name="Metadata">The texts that travel with the model, in ordinal order.</param>
public sealed record OnnxFileContent(IReadOnlyList<string> Graph, IReadOnlyList<FileConstant> Constants, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Reads the bytes of an ONNX file.</summary>
    /// <exception cref="ExportException">The bytes are no ONNX model, or hold subgraphs, functions, or tensors in other files.</exception>
    public static OnnxFileContent Read(ReadOnlyMemory<byte> bytes)
    {
        var model = OnnxReader.Read(bytes);
        var graph = model.Graph;
        return new OnnxFileContent(
            [
                .. model.Opsets.Select(opset => $"opset {(opset.Key.Length == 0 ? "ai.onnx" : opset.Key)} {opset.Value}"), .. graph.Inputs.Select(input => $"input {input}"),
                .. graph.Nodes.Select(GraphPrinter.NodeText), .. graph.Outputs.Select(output => $"output {output}"),
            ],
            [.. graph.Constants.Select(constant => Describe(constant.Name, constant.Constant!))], model.Metadata);
    }

    private static FileConstant Describe(string name, ConstantTensor tensor) =>
        new(name, DataTypes.NameOf(tensor.Type), tensor.Dims, tensor.Data, tensor.Type == DataType.String ? tensor.Strings : []);
}
