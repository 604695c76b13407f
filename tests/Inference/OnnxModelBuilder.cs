namespace OnnxForge.Tests.Inference;

/// <summary>Builds small ONNX models byte by byte; field numbers are those of onnx.proto.</summary>
internal sealed class OnnxModelBuilder
{
    public const int Float32 = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, Text = 8, Bool = 9, Float16 = 10, Float64 = 11, UInt32 = 12, UInt64 = 13, BFloat16 = 16, Float8 = 17;

    private readonly List<Action<ProtobufWriter>> _graph = [];
    private readonly List<Action<ProtobufWriter>> _functions = [];
    private readonly List<(string Key, string Value)> _metadata = [];
    private readonly List<(string Domain, long Version)> _opsets = [];

    public long Opset { get; init; } = 17;

    public long IrVersion { get; init; } = 8;

    /// <summary>Dims are numbers, names, or null for an unnamed size; no array at all for an unknown rank.</summary>
    public OnnxModelBuilder Input(string name, int type, params object?[]? dims) => Put(11, name, TensorType(type, dims));

    public OnnxModelBuilder Output(string name, int type, params object?[]? dims) => Put(12, name, TensorType(type, dims));

    public OnnxModelBuilder SequenceInput(string name) => Put(11, name, sequence => sequence.Nested(4, of => of.Nested(1, TensorType(Float32, ["n"]))));

    public OnnxModelBuilder SequenceOutput(string name) => Put(12, name, sequence => sequence.Nested(4, of => of.Nested(1, TensorType(Float32, ["n"]))));

    public OnnxModelBuilder MapSequenceOutput(string name) => Put(12, name, sequence => sequence.Nested(4, of => of.Nested(1, map => map.Nested(5, entry => entry.Integer(1, Int64).Nested(2, TensorType(Float32, []))))));

    public OnnxModelBuilder Node(string type, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes) => NodeOf("", type, inputs, outputs, attributes);

    public OnnxModelBuilder NodeOf(string domain, string type, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        _graph.Add(graph => graph.Nested(1, node =>
        {
            Array.ForEach(inputs, input => node.Text(1, input));
            Array.ForEach(outputs, output => node.Text(2, output));
            node.Text(4, type);
            Array.ForEach(attributes, attribute => node.Nested(5, body => Attribute(body, attribute.Name, attribute.Value)));
            node.Text(7, domain);
        }));
        return this;
    }

    public OnnxModelBuilder Weight(string name, float[] values, params long[] dims) => Weight(name, Float32, values.SelectMany(BitConverter.GetBytes).ToArray(), dims);

    public OnnxModelBuilder Weight(string name, long[] values, params long[] dims) => Weight(name, Int64, values.SelectMany(BitConverter.GetBytes).ToArray(), dims);

    /// <summary>A weight whose bytes are said to be in another file.</summary>
    public OnnxModelBuilder ExternalWeight(string name, string file, params long[] dims) => ExternalWeight(name, [("location", file)], dims);

    public OnnxModelBuilder ExternalWeight(string name, (string Key, string Value)[] entries, params long[] dims)
    {
        _graph.Add(graph => graph.Nested(5, tensor =>
        {
            Array.ForEach(dims, dim => tensor.Integer(1, dim));
            tensor.Integer(2, Float32).Text(8, name);
            Array.ForEach(entries, pair => tensor.Nested(13, entry => entry.Text(1, pair.Key).Text(2, pair.Value)));
            tensor.Integer(14, 1);
        }));
        return this;
    }

    /// <summary>A function of the model's own: nodes of one input x and one output y.</summary>
    public OnnxModelBuilder Function(string name, params (string Domain, string Type, string Input, string Output)[] nodes)
    {
        _functions.Add(function =>
        {
            function.Text(1, name).Text(4, "x").Text(5, "y");
            Array.ForEach(nodes, node => function.Nested(7, body => body.Text(1, node.Input).Text(2, node.Output).Text(4, node.Type).Text(7, node.Domain)));
            function.Nested(9, opset => opset.Text(1, "").Integer(2, Opset)).Nested(9, opset => opset.Text(1, "own").Integer(2, 1)).Text(10, "own");
        });
        return this;
    }

    public OnnxModelBuilder Metadata(string key, string value)
    {
        _metadata.Add((key, value));
        return this;
    }

    public OnnxModelBuilder Import(string domain, long version)
    {
        _opsets.Add((domain, version));
        return this;
    }

    public byte[] Build() => ProtobufWriter.Message(model =>
    {
        model.Integer(1, IrVersion).Text(2, "hand");
        model.Bytes(7, Graph());
        model.Nested(8, opset => opset.Text(1, "").Integer(2, Opset));
        _opsets.ForEach(import => model.Nested(8, opset => opset.Text(1, import.Domain).Integer(2, import.Version)));
        _functions.ForEach(function => model.Nested(25, function));
        _metadata.ForEach(pair => model.Nested(14, entry => entry.Text(1, pair.Key).Text(2, pair.Value)));
    });

    /// <summary>The graph alone: the value of an attribute such as a loop's body.</summary>
    public byte[] Graph() => ProtobufWriter.Message(graph =>
    {
        _graph.ForEach(part => part(graph));
        graph.Text(2, "graph");
    });

    public OnnxModelBuilder Weight(string name, int type, byte[] bytes, params long[] dims)
    {
        _graph.Add(graph => graph.Nested(5, tensor =>
        {
            Array.ForEach(dims, dim => tensor.Integer(1, dim));
            tensor.Integer(2, type).Text(8, name).Bytes(9, bytes);
        }));
        return this;
    }

    private OnnxModelBuilder Put(int field, string name, Action<ProtobufWriter> type)
    {
        _graph.Add(graph => graph.Nested(field, value => value.Text(1, name).Nested(2, type)));
        return this;
    }

    private static Action<ProtobufWriter> TensorType(int type, object?[]? dims) => declared => declared.Nested(1, tensor =>
    {
        tensor.Integer(1, type);
        if (dims is not null)
        {
            tensor.Nested(2, shape => Array.ForEach(dims, dim => shape.Nested(1, size => Dimension(size, dim))));
        }
    });

    private static void Dimension(ProtobufWriter writer, object? dim)
    {
        switch (dim)
        {
            case int size:
                writer.Integer(1, size);
                break;
            case string symbol:
                writer.Text(2, symbol);
                break;
        }
    }

    private static void Attribute(ProtobufWriter writer, string name, object value)
    {
        writer.Text(1, name);
        switch (value)
        {
            case long number:
                writer.Integer(3, number).Integer(20, 2);
                break;
            case float number:
                writer.Float(2, number).Integer(20, 1);
                break;
            case string text:
                writer.Text(4, text).Integer(20, 3);
                break;
            case long[] numbers:
                Array.ForEach(numbers, number => writer.Integer(8, number));
                writer.Integer(20, 7);
                break;
            case string[] texts:
                Array.ForEach(texts, text => writer.Text(9, text));
                writer.Integer(20, 8);
                break;
            case float[] values:
                writer.Nested(5, tensor => tensor.Integer(1, values.Length).Integer(2, Float32).Bytes(9, values.SelectMany(BitConverter.GetBytes).ToArray())).Integer(20, 4);
                break;
            case byte[] graph:
                writer.Bytes(6, graph).Integer(20, 5);
                break;
            default:
                throw new ArgumentException($"No attribute of type {value.GetType()}", nameof(value));
        }
    }
}
