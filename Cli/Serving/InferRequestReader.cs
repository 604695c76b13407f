using System.Text.Json;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Reads the JSON part of a request. Elements are passed over: they are read into memory of their size once the shape is known.</summary>
/// <remarks>Memory is bounded by what the model has: surplus inputs, outputs and dimensions end the reading at once.</remarks>
internal ref struct InferRequestReader
{
    private const int MostDimensions = 64;
    private const string Syntax = "Send one JSON object as the Open Inference Protocol describes it.";

    private readonly ModelSignature signature;
    private Utf8JsonReader reader;

    private InferRequestReader(ReadOnlySpan<byte> json, ModelSignature signature)
    {
        this.signature = signature;
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDimensions + 8 });
    }

    /// <summary>Reads a request for a model.</summary>
    /// <exception cref="RequestException">The text is no JSON, or not such a request.</exception>
    public static InferRequest Read(ReadOnlySpan<byte> json, ModelSignature signature)
    {
        try
        {
            return new InferRequestReader(json, signature).Request();
        }
        catch (JsonException error)
        {
            throw new RequestException(400, "Request", "JSON", $"text that is none at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}", Syntax);
        }
    }

    private InferRequest Request()
    {
        reader.Read();
        Require(JsonTokenType.StartObject, "Request", "an object");
        string? id = null;
        var binaryOutputs = false;
        List<InferInput>? inputs = null;
        List<InferOutput> outputs = [];
        while (NextKey("Request") is { } key)
        {
            switch (key)
            {
                case "id":
                    id = Text("id");
                    break;
                case "parameters":
                    Parameters("parameters", (ref InferRequestReader self, string where, string name) =>
                    {
                        if (name == "binary_data_output") binaryOutputs = self.Boolean(where);
                        else self.reader.Skip();
                    });
                    break;
                case "inputs":
                    inputs = Inputs();
                    break;
                case "outputs":
                    outputs = Outputs();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (reader.Read()) throw new JsonException();
        return new InferRequest(id, binaryOutputs, inputs ?? throw Missing("inputs", "an array of the input tensors"), outputs);
    }

    private List<InferInput> Inputs()
    {
        Require(JsonTokenType.StartArray, "inputs", "an array");
        List<InferInput> inputs = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var input = Input($"inputs[{inputs.Count}]");
            if (inputs.Exists(other => other.Name == input.Name))
                throw new RequestException(400, $"inputs[{inputs.Count}].name", "each input once", $"\"{input.Name}\" twice", "Remove one of the two.");
            inputs.Add(input);
        }
        return inputs;
    }

    private InferInput Input(string where)
    {
        Require(JsonTokenType.StartObject, where, "an object");
        string? name = null;
        ElementType? type = null;
        long[]? dims = null;
        int? data = null;
        long? binarySize = null;
        while (NextKey(where) is { } key)
        {
            switch (key)
            {
                case "name":
                    name = Known($"{where}.name", signature.Inputs, "inputs");
                    break;
                case "datatype":
                    type = DataTypes.Parse($"{where}.datatype", Text($"{where}.datatype"));
                    break;
                case "shape":
                    dims = Dims($"{where}.shape");
                    break;
                case "data":
                    Require(JsonTokenType.StartArray, $"{where}.data", "an array");
                    data = checked((int)reader.TokenStartIndex);
                    reader.Skip();
                    break;
                case "parameters":
                    Parameters($"{where}.parameters", (ref InferRequestReader self, string place, string parameter) =>
                    {
                        if (parameter == "binary_data_size") binarySize = self.Size(place);
                        else self.SkipParameter(place, parameter);
                    });
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (name is null) throw Missing($"{where}.name", "the name of an input");
        if (type is null) throw Missing($"{where}.datatype", "the type of the elements");
        if (dims is null) throw Missing($"{where}.shape", "the size of each dimension");
        if ((data is null) == (binarySize is null))
            throw new RequestException(400, where, "either \"data\" or the parameter \"binary_data_size\"", data is null ? "neither" : "both", "Give the elements in one of the two ways.");
        if (data is not null && DataTypes.IsBinaryOnly(type.Value))
            throw new RequestException(400, where, $"{DataTypes.NameOf(type.Value)} as binary data, as JSON has no form for it", "JSON", "Send it with \"binary_data_size\" and the header Inference-Header-Content-Length.");
        return new InferInput(name, type.Value, dims, CountOf($"{where}.shape", dims), data, binarySize);
    }

    private List<InferOutput> Outputs()
    {
        Require(JsonTokenType.StartArray, "outputs", "an array");
        List<InferOutput> outputs = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var where = $"outputs[{outputs.Count}]";
            Require(JsonTokenType.StartObject, where, "an object");
            string? name = null;
            bool? binary = null;
            while (NextKey(where) is { } key)
            {
                if (key == "name") name = Known($"{where}.name", signature.Outputs, "outputs");
                else if (key != "parameters") reader.Skip();
                else
                {
                    Parameters($"{where}.parameters", (ref InferRequestReader self, string place, string parameter) =>
                    {
                        if (parameter == "binary_data") binary = self.Boolean(place);
                        else self.SkipParameter(place, parameter);
                    });
                }
            }
            if (name is null) throw Missing($"{where}.name", "the name of an output");
            if (outputs.Exists(other => other.Name == name)) throw new RequestException(400, $"{where}.name", "each output once", $"\"{name}\" twice", "Remove one of the two.");
            outputs.Add(new InferOutput(name, binary));
        }
        return outputs;
    }

    private delegate void ParameterReader(ref InferRequestReader self, string where, string name);

    private void Parameters(string where, ParameterReader read)
    {
        Require(JsonTokenType.StartObject, where, "an object");
        while (NextKey(where) is { } name) read(ref this, $"{where}.{Quote.Cut(name)}", name);
    }

    // These change what the elements are, so that passing over them would give wrong answers; all others are hints.
    private void SkipParameter(string where, string name)
    {
        if (name is "classification" || name.StartsWith("shared_memory", StringComparison.Ordinal))
            throw new RequestException(400, where, "no extension but binary tensor data", Quote.Of(name), "Remove it.");
        reader.Skip();
    }

    private long[] Dims(string where)
    {
        Require(JsonTokenType.StartArray, where, "an array of sizes");
        List<long> dims = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (dims.Count == MostDimensions) throw new RequestException(400, where, $"at most {MostDimensions} dimensions", "more", "Send a tensor of fewer.");
            dims.Add(Size($"{where}[{dims.Count}]"));
        }
        return [.. dims];
    }

    private static long CountOf(string where, long[] dims)
    {
        var count = dims.Contains(0) ? UInt128.Zero : UInt128.One;
        foreach (var size in dims)
        {
            // Each size and each product before it are below 2^63 and 2^31, so that nothing wraps.
            count *= (ulong)size;
            if (size > Array.MaxLength || count > (ulong)Array.MaxLength)
                throw new RequestException(400, where, $"at most {Array.MaxLength} elements", $"[{string.Join(", ", dims)}]", "Split the tensor into several requests.");
        }
        return (long)count;
    }

    private string Known(string where, IReadOnlyList<TensorSignature> tensors, string kind)
    {
        var name = Text(where);
        return tensors.Any(tensor => tensor.Name == name) ? name
            : throw new RequestException(400, where, $"one of the model's {kind} {string.Join(", ", tensors.Select(tensor => $"\"{tensor.Name}\""))}", Quote.Of(name), "Correct the name.");
    }

    private string? NextKey(string where)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject) return null;
        var key = Unescaped(where);
        reader.Read();
        return key;
    }

    private string Text(string where)
    {
        Require(JsonTokenType.String, where, "text");
        return Unescaped(where);
    }

    private string Unescaped(string where)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RequestException(400, where, "text in UTF-8 of whole characters", "other bytes, or half a surrogate pair", "Correct the text.");
        }
    }

    private bool Boolean(string where) => reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : throw Other(where, "true or false");

    private long Size(string where) => reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var size) && size >= 0 ? size : throw Other(where, "an integer from 0 to 2^63 - 1");

    private void Require(JsonTokenType type, string where, string expected)
    {
        if (reader.TokenType != type) throw Other(where, expected);
    }

    private RequestException Other(string where, string expected) => new(400, where, expected, JsonTokens.Describe(ref reader), Syntax);

    private static RequestException Missing(string where, string expected) => new(400, where, expected, "none", Syntax);
}
