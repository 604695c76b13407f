using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using OnnxForge.Export.Onnx;

namespace OnnxForge.Export;

/// <summary>Reads the bytes of an ONNX file back into a model: what <see cref="OnnxWriter"/> writes, and files of other tools that use no more than that.</summary>
/// <remarks>Allocation is bounded by the size of the input: sizes that a file states are held against its data before anything is made.</remarks>
internal static class OnnxReader
{
    private const long OldestIr = 3;
    private const long NewestIr = 13;

    /// <summary>Reads and verifies a model.</summary>
    /// <exception cref="OnnxFileException">The bytes are no ONNX model, are damaged, or hold subgraphs, functions, sparse or external tensors.</exception>
    /// <exception cref="InvalidGraphException">The graph in the file breaks a rule of <see cref="GraphVerifier"/>.</exception>
    public static Model Read(ReadOnlyMemory<byte> bytes)
    {
        var file = Parse(bytes);
        Check(file);
        var graph = new Graph(file.Graph.Name);
        var model = new Model(graph) { IrVersion = file.IrVersion, ProducerName = file.ProducerName, ProducerVersion = file.ProducerVersion };
        model.Opsets.Clear();
        foreach (var opset in file.OpsetImport)
        {
            model.Opsets[Domain(opset.Domain)] = opset.Version;
        }

        foreach (var pair in file.MetadataProps)
        {
            model.Metadata[pair.Key] = pair.Value;
        }

        ReadGraph(file.Graph, graph);
        GraphVerifier.Verify(model);
        return model;
    }

    private static ModelProto Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var file = ModelProto.Parser.ParseFrom(new ReadOnlySequence<byte>(bytes));
            return file.Graph is not null
                ? file
                : throw new OnnxFileException("ONNX file", "a model with a graph", string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes without one"), "Pass the bytes of an .onnx file.");
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new OnnxFileException(
                "ONNX file", "a protobuf message", string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes that are none"), "Pass the bytes of an .onnx file that is complete.", exception);
        }
    }

    private static void Check(ModelProto file)
    {
        if (file.IrVersion is < OldestIr or > NewestIr)
        {
            throw new OnnxFileException(
                "ONNX file, ir_version", string.Create(CultureInfo.InvariantCulture, $"{OldestIr} to {NewestIr}"), file.IrVersion.ToString(CultureInfo.InvariantCulture), "Write the model in one of these versions.");
        }

        (string Part, int Count)[] unsupported =
        [
            ("functions", file.Functions.Count),
            ("training_info", file.TrainingInfo.Count),
            ("configuration", file.Configuration.Count),
            ("sparse_initializer", file.Graph.SparseInitializer.Count),
            ("quantization_annotation", file.Graph.QuantizationAnnotation.Count),
        ];
        foreach (var (part, count) in unsupported.Where(row => row.Count > 0))
        {
            throw new OnnxFileException($"ONNX file, {part}", "no entry", count.ToString(CultureInfo.InvariantCulture), "Use a model without it.");
        }
    }

    private static void ReadGraph(GraphProto file, Graph graph)
    {
        var types = new TypeCodec();
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var entry in file.Input)
        {
            var (type, shape) = types.Read(entry);
            values[entry.Name] = graph.AddInput(entry.Name, type, shape ?? throw NoShape("input", entry.Name));
        }

        foreach (var tensor in file.Initializer)
        {
            values[tensor.Name] = graph.RestoreConstant(tensor.Name, TensorCodec.Read(tensor, $"Constant '{tensor.Name}'"));
        }

        foreach (var node in file.Node)
        {
            ReadNode(node, graph, values);
        }

        foreach (var entry in file.ValueInfo.Concat(file.Output).Where(entry => values.TryGetValue(entry.Name, out var value) && value.Producer is not null))
        {
            (values[entry.Name].Type, values[entry.Name].Shape) = types.Read(entry);
        }

        foreach (var entry in file.Output)
        {
            graph.Outputs.Add(values.TryGetValue(entry.Name, out var output) ? output : throw Unknown($"Output '{entry.Name}'", entry.Name));
        }
    }

    private static void ReadNode(NodeProto node, Graph graph, Dictionary<string, Value> values)
    {
        var where = $"Node '{node.Name}' ({node.OpType})";
        if (node.OpType.Length == 0 || node.Overload.Length > 0 || node.DeviceConfigurations.Count > 0)
        {
            throw new OnnxFileException(where, "an operator without overload and device configurations", node.OpType.Length == 0 ? "no operator" : "one with", "Use a model without it.");
        }

        var inputs = node.Input.Select(name => name.Length == 0 ? null : values.TryGetValue(name, out var value) ? value : throw Unknown(where, name)).ToArray();
        var attributes = node.Attribute.Select(attribute => AttributeCodec.Read(attribute, node.Name)).ToArray();
        var restored = graph.RestoreNode(node.Name, node.OpType, Domain(node.Domain), inputs, node.Output, attributes, OriginCodec.Read(node));
        foreach (var output in restored.Outputs)
        {
            values[output.Name] = output;
        }
    }

    // Both names stand for ONNX's own operators.
    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    private static OnnxFileException NoShape(string kind, string name) =>
        new($"Graph {kind} '{name}'", "a shape", "none", "Give the value a shape; name the sizes that vary.");

    private static OnnxFileException Unknown(string where, string name) =>
        new(where, "a value that an input, a constant or an earlier node provides", $"'{name}'", "Order the nodes, or add what provides the value.");
}
