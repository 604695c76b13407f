using OnnxForge.Export.Onnx;
using Kind = OnnxForge.Export.Onnx.AttributeProto.Types.AttributeType;

namespace OnnxForge.Export;

/// <summary>Writes all that an ONNX file computes as lines and tensors, subgraphs and functions included, which the IR does not hold.</summary>
internal sealed class OnnxContentReader
{
    private readonly List<string> lines = [];
    private readonly Dictionary<string, FileConstant> constants = new(StringComparer.Ordinal);
    private readonly string? path;

    private OnnxContentReader(string? path) => this.path = path;

    /// <exception cref="OnnxFileException">The bytes are no model, or a tensor cannot be read.</exception>
    public static OnnxFileContent Read(ReadOnlyMemory<byte> bytes, string? path)
    {
        var file = OnnxFileSummary.Parse(bytes);
        var reader = new OnnxContentReader(path);
        reader.AddOpsets(file.OpsetImport, "");
        reader.Add(file.Graph, "");
        foreach (var function in file.Functions) reader.Add(function);
        foreach (var (training, index) in file.TrainingInfo.Select((training, index) => (training, index)))
        {
            if (training.Initialization is not null) reader.Add(training.Initialization, $"training {index}, initialization: ");
            if (training.Algorithm is not null) reader.Add(training.Algorithm, $"training {index}, algorithm: ");
            reader.lines.AddRange(training.InitializationBinding.Select(pair => $"training {index}, initialization_binding: {pair.Key} = {pair.Value}"));
            reader.lines.AddRange(training.UpdateBinding.Select(pair => $"training {index}, update_binding: {pair.Key} = {pair.Value}"));
        }
        return new OnnxFileContent(reader.lines, [.. reader.constants.Values],
            new SortedDictionary<string, string>(file.MetadataProps.GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value), StringComparer.Ordinal));
    }

    private void AddOpsets(IEnumerable<OperatorSetIdProto> opsets, string prefix) =>
        lines.AddRange(opsets.Select(opset => $"{prefix}opset {(opset.Domain.Length == 0 ? "ai.onnx" : opset.Domain)} {opset.Version}"));

    private void Add(GraphProto graph, string prefix)
    {
        lines.AddRange(graph.Input.Select(input => $"{prefix}input {ValueText(input)}"));
        foreach (var tensor in graph.Initializer) Add(tensor, prefix + tensor.Name);
        foreach (var tensor in graph.SparseInitializer) Add(tensor, prefix + tensor.Values.Name);
        AddNodes(graph.Node, graph.ValueInfo.Concat(graph.Output), prefix);
        lines.AddRange(graph.Output.Select(output => $"{prefix}output {ValueText(output)}"));
        lines.AddRange(graph.QuantizationAnnotation.Select(annotation => $"{prefix}quantization {annotation}"));
    }

    private void Add(FunctionProto function)
    {
        var name = $"{function.Domain}::{function.Name}{(function.Overload.Length == 0 ? "" : $":{function.Overload}")}";
        var prefix = $"function {name}: ";
        lines.Add($"function {name}({string.Join(", ", function.Input)}) = {string.Join(", ", function.Output)}");
        AddOpsets(function.OpsetImport, prefix);
        lines.AddRange(function.Attribute.Select(attribute => $"{prefix}attribute {attribute}"));
        lines.AddRange(function.AttributeProto.Select(attribute => $"{prefix}attribute {Text(attribute, prefix + "attribute")}"));
        AddNodes(function.Node, function.ValueInfo, prefix);
    }

    private void AddNodes(IEnumerable<NodeProto> nodes, IEnumerable<ValueInfoProto> values, string prefix)
    {
        var known = values.GroupBy(value => value.Name).ToDictionary(value => value.Key, value => ValueText(value.First()));
        foreach (var node in nodes)
        {
            var place = prefix + (node.Output.FirstOrDefault(output => output.Length > 0) ?? node.Name);
            var outputs = string.Join(", ", node.Output.Select(output => known.GetValueOrDefault(output, output)));
            var attributes = node.Attribute.OrderBy(attribute => attribute.Name, StringComparer.Ordinal).ToList();
            var settings = attributes.Count == 0 ? "" : $"{{{string.Join(", ", attributes.Select(attribute => Text(attribute, place)))}}}";
            var inputs = string.Join(", ", node.Input.Select(input => input.Length == 0 ? "_" : input));
            lines.Add($"{prefix}{outputs} = {(node.Domain is "" or "ai.onnx" ? "" : node.Domain + "::")}{node.OpType}{(node.Overload.Length == 0 ? "" : $":{node.Overload}")}{settings}({inputs})");
            foreach (var attribute in attributes)
            {
                if (attribute.G is not null) Add(attribute.G, $"{place}, {attribute.Name}: ");
                for (var i = 0; i < attribute.Graphs.Count; i++) Add(attribute.Graphs[i], $"{place}, {attribute.Name}[{i}]: ");
            }
        }
    }

    // What stands in lines or tensors of its own is named alone.
    private string Text(AttributeProto attribute, string place)
    {
        var name = $"{place}, {attribute.Name}";
        if (attribute.RefAttrName.Length > 0) return $"{attribute.Name}=@{attribute.RefAttrName}";
        switch (attribute.Type)
        {
            case Kind.Int or Kind.Float or Kind.String or Kind.Ints or Kind.Floats or Kind.Strings:
                return GraphPrinter.AttributeText(AttributeCodec.Read(attribute, place));
            case Kind.Graph or Kind.Graphs:
                return $"{attribute.Name}=graph";
            case Kind.Tensor when attribute.T is not null:
                Add(attribute.T, name);
                return $"{attribute.Name}=tensor";
            case Kind.Tensors:
                for (var i = 0; i < attribute.Tensors.Count; i++) Add(attribute.Tensors[i], $"{name}[{i}]");
                return $"{attribute.Name}=tensors";
            case Kind.SparseTensor when attribute.SparseTensor?.Values is not null:
                Add(attribute.SparseTensor, name);
                return $"{attribute.Name}=sparse tensor";
            default:
                return $"{attribute}";
        }
    }

    private void Add(SparseTensorProto tensor, string name)
    {
        lines.Add($"sparse {name} [{string.Join(", ", tensor.Dims)}]");
        Add(tensor.Values, name);
        if (tensor.Indices is not null) Add(tensor.Indices, $"{name}, indices");
    }

    private void Add(TensorProto tensor, string name)
    {
        var where = $"Constant '{name}'";
        var constant = ExternalTensor.IsOne(tensor) && path is not null ? ExternalTensor.Read(tensor, name, path)
            : !DataTypes.IsKnown(tensor.DataType) && tensor.HasRawData ? new FileConstant(name, $"type {tensor.DataType}", [.. tensor.Dims], tensor.RawData.Memory, [])
            : Describe(name, TensorCodec.Read(tensor, where));
        if (!constants.TryAdd(name, constant)) throw new OnnxFileException(where, "constants of different names", "a second one of this name", "Write the file again; this one is damaged.");
    }

    private static FileConstant Describe(string name, ConstantTensor tensor) =>
        new(name, DataTypes.NameOf(tensor.Type), tensor.Dims, tensor.Data, tensor.Type == DataType.String ? tensor.Strings : []);

    private static string ValueText(ValueInfoProto value)
    {
        if (value.Type?.ValueCase is not TypeProto.ValueOneofCase.TensorType) return value.Type is null ? value.Name : $"{value.Name}: {value.Type}";
        var tensor = value.Type.TensorType;
        var type = DataTypes.IsKnown(tensor.ElemType) ? DataTypes.NameOf((DataType)tensor.ElemType) : $"type {tensor.ElemType}";
        return $"{value.Name}: {type}[{(tensor.Shape is null ? "?" : string.Join(", ", tensor.Shape.Dim.Select(Size)))}]";
    }

    private static string Size(TensorShapeProto.Types.Dimension size) =>
        size.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? $"{size.DimValue}" : size.DimParam.Length > 0 ? size.DimParam : "?";
}
