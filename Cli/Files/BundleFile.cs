using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxForge.Export;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>What a bundle says about itself, read without libtorch and without creating anything that it names.</summary>
/// <param name="Bytes">The file's size.</param>
/// <param name="Manifest">Format, versions and hashes.</param>
/// <param name="Model">Configs of the model and of what it was compiled with, build shapes, and what else was saved.</param>
/// <param name="Weights">Names, element types and sizes of the weights.</param>
internal sealed record BundleFile(long Bytes, JsonObject Manifest, JsonObject Model, IReadOnlyList<FileTensor> Weights)
{
    private const long LongestEntry = 1 << 28;

    /// <summary>The number of values in all weights.</summary>
    public long Parameters => Weights.Sum(weight => weight.Dims!.Aggregate(1L, (product, size) => product * (size.Size ?? 0)));

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It is missing or no bundle.</exception>
    public static BundleFile Read(string path)
    {
        InputFile.Check(path, "a bundle");
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return new BundleFile(new FileInfo(path).Length, ReadJson(zip, "manifest.json"), ReadJson(zip, "model.json"), ReadWeights(zip, "weights.safetensors"));
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException or JsonException or FormatException or InvalidOperationException)
        {
            throw new InputException(path, "a bundle that OnnxForge saved", $"a file that cannot be read as one ({error.Message.TrimEnd('.')})", "Check the file, or save the model again.", error);
        }
    }

    private static JsonObject ReadJson(ZipArchive zip, string name)
    {
        using var stream = Open(zip, name, out var length);
        if (length > LongestEntry) throw new InvalidDataException($"{name} has {length} bytes");
        return JsonNode.Parse(stream) as JsonObject ?? throw new InvalidDataException($"{name} is no JSON object");
    }

    // A safetensors file begins with the length of its JSON header, which lists the tensors.
    private static List<FileTensor> ReadWeights(ZipArchive zip, string name)
    {
        using var stream = Open(zip, name, out _);
        var prefix = new byte[sizeof(long)];
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is < 0 or > LongestEntry) throw new InvalidDataException($"{name} has a header of {length} bytes");
        var header = new byte[length];
        stream.ReadExactly(header);
        var tensors = JsonNode.Parse(header) as JsonObject ?? throw new InvalidDataException($"{name} has no header");
        return [.. tensors.Where(entry => entry.Key != "__metadata__").Select(entry => ReadTensor(entry.Key, entry.Value as JsonObject ?? []))];
    }

    private static FileTensor ReadTensor(string name, JsonObject entry) => new(name, TypeName((string?)entry["dtype"] ?? ""),
        [.. (entry["shape"] as JsonArray ?? []).Select(size => SignatureDimension.Of((long?)size ?? 0))]);

    private static string TypeName(string type) => type switch
    {
        "F64" => "float64",
        "F32" => "float32",
        "F16" => "float16",
        "BF16" => "bfloat16",
        "BOOL" => "bool",
        _ when type.StartsWith('I') => $"int{type[1..]}",
        _ when type.StartsWith('U') => $"uint{type[1..]}",
        _ => type,
    };

    private static Stream Open(ZipArchive zip, string name, out long length)
    {
        var entry = zip.GetEntry(name) ?? throw new InvalidDataException($"it has no {name}");
        length = entry.Length;
        return entry.Open();
    }
}
