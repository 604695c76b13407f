using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>The body of a request: JSON, and behind it the binary data of inputs in their order.</summary>
internal static class InferBody
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="jsonLength">The bytes of the JSON, as the header Inference-Header-Content-Length says; null where the whole body is JSON.</param>
    /// <param name="signature">What the model takes and gives.</param>
    /// <exception cref="RequestException">It is no request for such a model.</exception>
    public static (InferRequest Request, Dictionary<string, TensorData> Inputs) Read(ReadOnlySpan<byte> body, long? jsonLength, ModelSignature signature)
    {
        if (jsonLength > body.Length)
            throw new RequestException(400, InferHeaders.JsonLength, $"at most the {body.Length} bytes of the body", $"{jsonLength}", "Send the length of the JSON.");
        var json = body[..(int)(jsonLength ?? body.Length)];
        var request = InferRequestReader.Read(json, signature);
        var rest = body[json.Length..];
        var total = rest.Length;
        Dictionary<string, TensorData> inputs = new(StringComparer.Ordinal);
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            var (input, where) = (request.Inputs[i], $"inputs[{i}]");
            if (input.BinarySize is not { } size)
            {
                inputs.Add(input.Name, TensorJson.Read(where, input, json));
                continue;
            }
            if (size > rest.Length)
            {
                throw new RequestException(400, $"{where}.binary_data_size", $"at most the {rest.Length} bytes that are left behind the JSON", $"{size}",
                    jsonLength is null ? $"Say with the header {InferHeaders.JsonLength} where the JSON ends." : "Correct the size, or send all data.");
            }
            inputs.Add(input.Name, TensorBytes.Read(where, input, rest[..(int)size]));
            rest = rest[(int)size..];
        }
        if (rest.Length > 0) throw new RequestException(400, "Body", $"{total - rest.Length} bytes behind the JSON, as the inputs say", $"{total}", "Correct binary_data_size, or leave the surplus out.");
        return (request, inputs);
    }
}
