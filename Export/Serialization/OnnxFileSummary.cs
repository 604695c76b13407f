using System.Buffers;
using Google.Protobuf;
using OnnxForge.Export.Onnx;
using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>What an ONNX file says about itself, whoever made it; read without running it, and without libtorch.</summary>
/// <param name="IrVersion">The version of the file format.</param>
/// <param name="Producer">Name and version of the program that wrote it; empty when it does not say.</param>
/// <param name="Opsets">The operator set of each domain; ONNX's own domain is <c>ai.onnx</c>.</param>
/// <param name="Inputs">What must be given to run it.</param>
/// <param name="Outputs">What it gives.</param>
/// <param name="Operators">How often each operator stands in the graph, its subgraphs and its functions, in ordinal order; one of another domain with it.</param>
/// <param name="Constants">How many tensors are stored in the graph, weights included.</param>
/// <param name="ConstantBytes">Their bytes, those in files beside it not counted.</param>
/// <param name="Metadata">The texts that travel with the model, in ordinal order.</param>
public sealed record OnnxFileSummary(long IrVersion, string Producer, IReadOnlyDictionary<string, long> Opsets, IReadOnlyList<FileTensor> Inputs, IReadOnlyList<FileTensor> Outputs,
    IReadOnlyDictionary<string, int> Operators, int Constants, long ConstantBytes, IReadOnlyDictionary<string, string> Metadata)
{
    private const string OwnDomain = "ai.onnx";

    /// <summary>The version of ONNX's own operators; 0 when the file imports none.</summary>
    public long Opset => Opsets.GetValueOrDefault(OwnDomain);

    /// <summary>Reads the bytes of an ONNX file.</summary>
    /// <exception cref="ExportException">The bytes are no ONNX model.</exception>
    public static OnnxFileSummary Read(ReadOnlyMemory<byte> bytes)
    {
        var file = Parse(bytes);
        var stored = file.Graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var operators = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Count(file.Graph.Node.Concat(file.Functions.SelectMany(f => f.Node)), operators);
        return new OnnxFileSummary(file.IrVersion, $"{file.ProducerName} {file.ProducerVersion}".Trim(),
            new SortedDictionary<string, long>(file.OpsetImport.GroupBy(o => Domain(o.Domain)).ToDictionary(o => o.Key, o => o.Last().Version), StringComparer.Ordinal),
            [.. file.Graph.Input.Where(i => !stored.Contains(i.Name)).Select(Describe)], [.. file.Graph.Output.Select(Describe)],
            operators, file.Graph.Initializer.Count, file.Graph.Initializer.Sum(StoredBytes),
            new SortedDictionary<string, string>(file.MetadataProps.GroupBy(p => p.Key).ToDictionary(p => p.Key, p => p.Last().Value), StringComparer.Ordinal));
    }

    /// <summary>The message in a file.</summary>
    /// <exception cref="OnnxFileException">The bytes are no model.</exception>
    internal static ModelProto Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (ModelProto.Parser.ParseFrom(new ReadOnlySequence<byte>(bytes)) is { Graph: not null, IrVersion: > 0 } file) return file;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw NoModel(bytes, e);
        }
        throw NoModel(bytes, null);
    }

    private static OnnxFileException NoModel(ReadOnlyMemory<byte> bytes, Exception? cause) =>
        new("ONNX file", "an ONNX model", $"{bytes.Length} bytes that are none", "Check that it is an .onnx file and complete.", cause);

    private static void Count(IEnumerable<NodeProto> nodes, SortedDictionary<string, int> operators)
    {
        foreach (var node in nodes)
        {
            var name = Domain(node.Domain) == OwnDomain ? node.OpType : $"{node.Domain}.{node.OpType}";
            operators[name] = operators.GetValueOrDefault(name) + 1;
            foreach (var attribute in node.Attribute)
            {
                if (attribute.G is not null) Count(attribute.G.Node, operators);
                foreach (var graph in attribute.Graphs) Count(graph.Node, operators);
            }
        }
    }

    private static long StoredBytes(TensorProto tensor) => tensor.RawData.Length + 4L * (tensor.FloatData.Count + tensor.Int32Data.Count)
        + 8L * (tensor.DoubleData.Count + tensor.Int64Data.Count + tensor.Uint64Data.Count) + tensor.StringData.Sum(text => (long)text.Length);

    private static FileTensor Describe(ValueInfoProto value)
    {
        if (value.Type?.ValueCase is not TypeProto.ValueOneofCase.TensorType)
            return new FileTensor(value.Name, (value.Type?.ValueCase ?? TypeProto.ValueOneofCase.None).ToString().Replace("Type", "", StringComparison.Ordinal).ToLowerInvariant(), null);
        var tensor = value.Type.TensorType;
        var type = DataTypes.IsKnown(tensor.ElemType) ? DataTypes.NameOf((DataType)tensor.ElemType) : $"type {tensor.ElemType}";
        return new FileTensor(value.Name, type, tensor.Shape is null ? null : [.. tensor.Shape.Dim.Select(Dimension)]);
    }

    private static SignatureDimension Dimension(TensorShapeProto.Types.Dimension dimension) => dimension.ValueCase switch
    {
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => SignatureDimension.Of(dimension.DimValue),
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when dimension.DimParam.Length > 0 => SignatureDimension.Named(dimension.DimParam),
        _ => default,
    };

    private static string Domain(string domain) => domain.Length == 0 ? OwnDomain : domain;
}
