using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Writes the outputs that a request asked for.</summary>
internal static class InferAnswer
{
    /// <summary>Checks that each output can be sent as the request asks, before anything is computed.</summary>
    /// <exception cref="RequestException">An output without a JSON form is asked for as JSON.</exception>
    public static void Check(InferRequest request, ModelSignature signature)
    {
        foreach (var (name, binary) in Wanted(request, signature))
        {
            var type = signature.Outputs.First(output => output.Name == name).Type;
            if (!binary && DataTypes.IsBinaryOnly(type))
            {
                throw new RequestException(400, $"Output \"{name}\"", $"{DataTypes.NameOf(type)} asked for as binary data, as JSON has no form for it", "JSON",
                    "Set the parameter \"binary_data_output\", or \"binary_data\" of this output, to true.");
            }
        }
    }

    /// <summary>Writes the answer.</summary>
    public static async Task WriteAsync(HttpResponse response, string model, InferRequest request, ModelSignature signature, IReadOnlyDictionary<string, TensorData> outputs, CancellationToken cancellation)
    {
        var wanted = Wanted(request, signature);
        var json = new ArrayBufferWriter<byte>();
        WriteJson(json, model, request.Id, wanted, outputs);
        TensorData[] binary = [.. wanted.Where(output => output.Binary).Select(output => outputs[output.Name])];
        response.ContentType = binary.Length == 0 ? InferHeaders.Json : InferHeaders.Binary;
        response.ContentLength = json.WrittenCount + binary.Sum(TensorBytes.SizeOf);
        if (binary.Length > 0) response.Headers[InferHeaders.JsonLength] = $"{json.WrittenCount}";
        await response.Body.WriteAsync(json.WrittenMemory, cancellation).ConfigureAwait(false);
        foreach (var tensor in binary)
        {
            var bytes = new ArrayBufferWriter<byte>();
            TensorBytes.Write(bytes, tensor);
            await response.Body.WriteAsync(bytes.WrittenMemory, cancellation).ConfigureAwait(false);
        }
    }

    private static List<(string Name, bool Binary)> Wanted(InferRequest request, ModelSignature signature) => request.Outputs.Count > 0
        ? [.. request.Outputs.Select(output => (output.Name, output.Binary ?? request.BinaryOutputs))]
        : [.. signature.Outputs.Select(output => (output.Name, request.BinaryOutputs))];

    private static void WriteJson(IBufferWriter<byte> target, string model, string? id, List<(string Name, bool Binary)> wanted, IReadOnlyDictionary<string, TensorData> outputs)
    {
        using var writer = new Utf8JsonWriter(target, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("model_name", model);
        writer.WriteString("model_version", ServedModel.Version);
        if (id is not null) writer.WriteString("id", id);
        writer.WriteStartArray("outputs");
        foreach (var (name, binary) in wanted)
        {
            var tensor = outputs[name];
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("datatype", DataTypes.NameOf(tensor.Type));
            writer.WriteStartArray("shape");
            foreach (var size in tensor.Dims) writer.WriteNumberValue(size);
            writer.WriteEndArray();
            if (binary)
            {
                writer.WriteStartObject("parameters");
                writer.WriteNumber("binary_data_size", TensorBytes.SizeOf(tensor));
                writer.WriteEndObject();
            }
            else
            {
                writer.WritePropertyName("data");
                TensorJson.Write(writer, tensor);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
