using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>What stands in an ONNX file, read without running it.</summary>
/// <param name="Opset">The version of ONNX's own operators.</param>
/// <param name="IrVersion">The version of the file format.</param>
/// <param name="Producer">What made the file, with its version.</param>
/// <param name="Nodes">How many nodes the graph has.</param>
/// <param name="Operators">How often each operator stands in the graph, in ordinal order; one of another domain with it, <c>ai.onnx.ml.LabelEncoder</c>.</param>
/// <param name="Constants">How many constant tensors, weights included.</param>
/// <param name="ConstantBytes">Their size in bytes.</param>
/// <param name="Inputs">The inputs' names, element types and dimensions.</param>
/// <param name="Outputs">The outputs' likewise.</param>
/// <param name="Metadata">The texts that travel with the model.</param>
public sealed record OnnxFileSummary(long Opset, long IrVersion, string Producer, int Nodes, IReadOnlyDictionary<string, int> Operators, int Constants, long ConstantBytes,
    IReadOnlyList<TensorSignature> Inputs, IReadOnlyList<TensorSignature> Outputs, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Reads the bytes of an ONNX file.</summary>
    /// <exception cref="ExportException">The bytes are not an ONNX file of the kind that OnnxForge writes and reads.</exception>
    public static OnnxFileSummary Read(ReadOnlyMemory<byte> bytes)
    {
        var model = OnnxReader.Read(bytes);
        var operators = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in model.Graph.Nodes)
        {
            var name = node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}";
            operators[name] = operators.GetValueOrDefault(name) + 1;
        }
        return new OnnxFileSummary(model.Opsets.GetValueOrDefault(""), model.IrVersion, $"{model.ProducerName} {model.ProducerVersion}".TrimEnd(), model.Graph.Nodes.Count, operators,
            model.Graph.Constants.Count, model.Graph.Constants.Sum(c => c.Constant!.Data.Length + c.Constant.Strings.Sum(s => (long)System.Text.Encoding.UTF8.GetByteCount(s))),
            [.. model.Graph.Inputs.Select(Signature)], [.. model.Graph.Outputs.Select(Signature)], model.Metadata);
    }

    private static TensorSignature Signature(Value value) => new(value.Name, ElementTypes.Parse(DataTypes.NameOf(value.Type)),
        [.. (value.Shape ?? []).Select(d => d.TryGetConstant(out long size) ? SignatureDimension.Of(size) : SignatureDimension.Named(d.ToString()))]);
}
