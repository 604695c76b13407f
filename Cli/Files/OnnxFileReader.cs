using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Collects from an ONNX model's bytes what a summary shows, and steps over weights. Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxFileReader
{
    private static readonly string[] ElementTypeNames =
    [
        "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64", "uint32", "uint64",
        "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1",
    ];

    private readonly SortedDictionary<string, int> operators = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> opsets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> constants = new(StringComparer.Ordinal);
    private readonly List<OnnxTensor> inputs = [];
    private readonly List<OnnxTensor> outputs = [];
    private int constantCount;

    private OnnxFileReader() { }

    /// <summary>Reads a whole model.</summary>
    /// <exception cref="WireFormatException">The bytes are no ONNX model.</exception>
    public static OnnxFile Read(ReadOnlySpan<byte> bytes) => new OnnxFileReader().ReadModel(bytes);

    private OnnxFile ReadModel(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        long irVersion = 0;
        string producer = "", producerVersion = "";
        var hasGraph = false;
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: irVersion = reader.Integer; break;
                case 2: producer = reader.Text; break;
                case 3: producerVersion = reader.Text; break;
                case 7: ReadGraph(reader.Bytes, isMain: true); hasGraph = true; break;
                case 8: ReadOpset(reader.Bytes); break;
                case 14: ReadEntry(reader.Bytes); break;
                case 25: ReadNodes(reader.Bytes, nodeField: 7); break;
            }
        }
        if (!hasGraph) throw new WireFormatException("a file without a graph");
        return new OnnxFile(bytes.Length, irVersion, $"{producer} {producerVersion}".Trim(), opsets,
            [.. inputs.Where(input => !constants.Contains(input.Name))], outputs, operators, constantCount, metadata);
    }

    private void ReadGraph(ReadOnlySpan<byte> bytes, bool isMain)
    {
        ReadNodes(bytes, nodeField: 1);
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Field is 5 or 15) constantCount++;
            if (!isMain) continue;
            if (reader.Field == 5) constants.Add(NameOf(reader.Bytes, nameField: 8));
            else if (reader.Field == 11) inputs.Add(ReadTensor(reader.Bytes));
            else if (reader.Field == 12) outputs.Add(ReadTensor(reader.Bytes));
        }
    }

    private void ReadNodes(ReadOnlySpan<byte> bytes, int nodeField)
    {
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Field == nodeField) ReadNode(reader.Bytes);
        }
    }

    private void ReadNode(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        string type = "", domain = "";
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 4: type = reader.Text; break;
                case 5: ReadAttribute(reader.Bytes); break;
                case 7: domain = reader.Text; break;
            }
        }
        var name = domain is "" or "ai.onnx" ? type : $"{domain}.{type}";
        operators[name] = operators.GetValueOrDefault(name) + 1;
    }

    private void ReadAttribute(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Field is 6 or 11) ReadGraph(reader.Bytes, isMain: false);
        }
    }

    private void ReadOpset(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var domain = "";
        long version = 0;
        while (reader.Read())
        {
            if (reader.Field == 1) domain = reader.Text;
            else if (reader.Field == 2) version = reader.Integer;
        }
        opsets[domain.Length == 0 ? "ai.onnx" : domain] = version;
    }

    private void ReadEntry(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        string key = "", value = "";
        while (reader.Read())
        {
            if (reader.Field == 1) key = reader.Text;
            else if (reader.Field == 2) value = reader.Text;
        }
        metadata[key] = value;
    }

    private static OnnxTensor ReadTensor(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var name = "";
        (string Type, IReadOnlyList<SignatureDimension>? Dims) type = ("undefined", null);
        while (reader.Read())
        {
            if (reader.Field == 1) name = reader.Text;
            else if (reader.Field == 2) type = ReadType(reader.Bytes);
        }
        return new OnnxTensor(name, type.Type, type.Dims);
    }

    private static (string Type, IReadOnlyList<SignatureDimension>? Dims) ReadType(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: return ReadTensorType(reader.Bytes);
                case 4: return ("sequence", null);
                case 5: return ("map", null);
                case 8: return ("sparse_tensor", null);
                case 9: return ("optional", null);
            }
        }
        return ("undefined", null);
    }

    private static (string Type, IReadOnlyList<SignatureDimension>? Dims) ReadTensorType(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var type = "undefined";
        List<SignatureDimension>? dims = null;
        while (reader.Read())
        {
            if (reader.Field == 1) type = reader.Integer is >= 0 and var code && code < ElementTypeNames.Length ? ElementTypeNames[code] : $"type {reader.Integer}";
            else if (reader.Field == 2) dims = ReadShape(reader.Bytes);
        }
        return (type, dims);
    }

    private static List<SignatureDimension> ReadShape(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        List<SignatureDimension> dims = [];
        while (reader.Read())
        {
            if (reader.Field == 1) dims.Add(ReadDimension(reader.Bytes));
        }
        return dims;
    }

    private static SignatureDimension ReadDimension(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        SignatureDimension dimension = default;
        while (reader.Read())
        {
            if (reader.Field == 1) dimension = SignatureDimension.Of(reader.Integer);
            else if (reader.Field == 2 && reader.Text.Length > 0) dimension = SignatureDimension.Named(reader.Text);
        }
        return dimension;
    }

    private static string NameOf(ReadOnlySpan<byte> bytes, int nameField)
    {
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Field == nameField) return reader.Text;
        }
        return "";
    }
}
