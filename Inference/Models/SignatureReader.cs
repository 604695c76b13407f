using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Reads a session's signature and refuses, in one error, all inputs and outputs that are not tensors we can hold.</summary>
internal static class SignatureReader
{
    public static ModelSignature Read(InferenceSession session, string? path, string where)
    {
        var problems = new List<string>();
        var inputs = Read("input", session.InputNames, session.InputMetadata, problems);
        var outputs = Read("output", session.OutputNames, session.OutputMetadata, problems);
        if (problems.Count > 0)
        {
            throw new ModelLoadException(path, where, "tensors of numbers, booleans or text as inputs and outputs", string.Join(", ", problems), "Export the model with tensors in these places");
        }

        return new ModelSignature(inputs, outputs);
    }

    private static System.Collections.ObjectModel.ReadOnlyCollection<TensorSignature> Read(string kind, IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata, List<string> problems)
    {
        var signatures = new List<TensorSignature>(names.Count);
        foreach (var name in names)
        {
            var node = metadata[name];
            if (node.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
            {
                problems.Add($"{kind} {name} of type {Kind(node.OnnxValueType)}");
            }
            else if (OrtElementTypes.FromOrt(node.ElementDataType) is not { } type)
            {
                problems.Add($"{kind} {name} of element type {node.ElementDataType}");
            }
            else
            {
                signatures.Add(new TensorSignature(name, type, Array.AsReadOnly(Dims(node))));
            }
        }

        return signatures.AsReadOnly();
    }

    private static SignatureDimension[] Dims(NodeMetadata node)
    {
        var dims = new SignatureDimension[node.Dimensions.Length];
        for (var i = 0; i < dims.Length; i++)
        {
            var symbol = node.SymbolicDimensions[i];
            dims[i] = node.Dimensions[i] >= 0 ? SignatureDimension.Of(node.Dimensions[i])
                : symbol.Length > 0 ? SignatureDimension.Named(symbol)
                : default;
        }

        return dims;
    }

    private static string Kind(OnnxValueType type) => type switch
    {
        OnnxValueType.ONNX_TYPE_SEQUENCE => "sequence",
        OnnxValueType.ONNX_TYPE_MAP => "map",
        OnnxValueType.ONNX_TYPE_OPTIONAL => "optional",
        OnnxValueType.ONNX_TYPE_SPARSETENSOR => "sparse tensor",
        OnnxValueType.ONNX_TYPE_OPAQUE => "opaque",
        _ => "unknown",
    };
}
