using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using OnnxForge.Authoring.Native;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>A tensor of a file.</summary>
/// <param name="Type">The element type, such as <c>float32</c>.</param>
/// <param name="Dims">The sizes.</param>
/// <param name="Values">The elements; null where libtorch has no such type.</param>
/// <param name="Data">The elements as bytes where there are no values.</param>
internal sealed record ComparedTensor(string Type, IReadOnlyList<long> Dims, Tensor? Values, ReadOnlyMemory<byte> Data)
{
    /// <summary><c>float32 [30, 8]</c>.</summary>
    public override string ToString() => $"{Type} [{string.Join(", ", Dims)}]";
}

/// <summary>A file as far as it can be compared with another.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">What it is, for messages.</param>
/// <param name="Config">The description of a bundle's model; null for others.</param>
/// <param name="Graph">The lines of an ONNX graph; null for others.</param>
/// <param name="Tensors">Weights or constants by name.</param>
internal sealed record ComparedFile(string Path, string Kind, JsonObject? Config, IReadOnlyList<string>? Graph, IReadOnlyDictionary<string, ComparedTensor> Tensors) : IDisposable
{
    private static readonly Dictionary<string, ScalarType> torchTypes = new()
    {
        ["float32"] = ScalarType.Float32, ["float64"] = ScalarType.Float64, ["float16"] = ScalarType.Float16, ["bfloat16"] = ScalarType.BFloat16, ["int8"] = ScalarType.Int8,
        ["int16"] = ScalarType.Int16, ["int32"] = ScalarType.Int32, ["int64"] = ScalarType.Int64, ["uint8"] = ScalarType.Byte, ["bool"] = ScalarType.Bool,
    };

    /// <summary>Reads a bundle, a file of weights or an ONNX file; the bytes tell which.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keys">The keys that lead to the weights in a file of PyTorch.</param>
    /// <param name="progress">Is told how much of the weights is read; may be null.</param>
    /// <exception cref="InputException">The file is missing or cannot be read.</exception>
    /// <exception cref="AuthoringException">The file is damaged or holds nothing of the kind.</exception>
    public static ComparedFile Read(string path, IReadOnlyList<string> keys, IProgress<double>? progress)
    {
        InputFile.Check(path, "a bundle, a file of weights or an ONNX file");
        LibTorch.EnsureLoaded();
        if (WeightFile.IsBundle(path)) return ReadBundle(path, progress);
        if (!WeightFile.IsArchive(path) && ReadOnnx(path) is { } onnx) return onnx;
        var tensors = ModelWeights.Read(path, WeightFile.IsArchive(path) ? keys : [], progress);
        return new ComparedFile(path, "weights", null, null, Named(tensors, ""));
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values) tensor.Values?.Dispose();
    }

    private static ComparedFile ReadBundle(string path, IProgress<double>? progress)
    {
        using var stream = File.OpenRead(path);
        using var reader = new BundleReader(path, stream);
        var config = reader.ReadJson(BundleFormat.ModelName);
        var entries = reader.Manifest.Entries;
        var passed = new PassedBytes(progress, entries.Where(entry => !IsJson(entry)).Sum(entry => entry.Size));
        var tensors = Named(reader.ReadTensors(BundleFormat.WeightsName, passed: passed.Add), "");
        foreach (var entry in entries.Where(entry => entry.Name is not (BundleFormat.ModelName or BundleFormat.WeightsName)))
        {
            var part = System.IO.Path.GetFileNameWithoutExtension(entry.Name);
            if (IsJson(entry)) config[part] = reader.ReadJson(entry.Name);
            else foreach (var (name, tensor) in Named(reader.ReadTensors(entry.Name, passed: passed.Add), $"{part}: ")) tensors.Add(name, tensor);
        }
        passed.End();
        return new ComparedFile(path, "bundle", config, null, tensors);
    }

    private static bool IsJson(BundleEntry entry) => entry.Name.EndsWith(".json", StringComparison.Ordinal);

    private static ComparedFile? ReadOnnx(string path)
    {
        var bytes = InputFile.ReadAllBytes(path, "a file to compare");
        OnnxFileContent content;
        try
        {
            content = OnnxFileContent.Read(bytes, path);
        }
        // Whatever is no ONNX file may be weights; the reader of those says what is wrong.
        catch (ExportException) when (!System.IO.Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        catch (ExportException error)
        {
            throw new InputException(path, error.Expected, error.Received, error.Remedy, error);
        }
        var metadata = content.Metadata.Select(item => $"metadata {item.Key} {item.Value}");
        return new ComparedFile(path, "onnx", null, [.. content.Graph, .. metadata], content.Constants.ToDictionary(constant => constant.Name, Constant));
    }

    private static ComparedTensor Constant(FileConstant constant)
    {
        if (!torchTypes.TryGetValue(constant.Type, out var type))
            return new ComparedTensor(constant.Type, constant.Dims, null, constant.Strings.Count > 0 ? JsonSerializer.SerializeToUtf8Bytes(constant.Strings) : constant.Data);
        var values = empty([.. constant.Dims], type).DetachFromDisposeScope();
        constant.Data.Span.CopyTo(values.bytes);
        return new ComparedTensor(constant.Type, constant.Dims, values, default);
    }

    private static Dictionary<string, ComparedTensor> Named(IReadOnlyDictionary<string, Tensor> tensors, string prefix) =>
        tensors.ToDictionary(item => prefix + item.Key, item => new ComparedTensor(TensorSpec.TypeName(item.Value.dtype), item.Value.shape, item.Value, default));
}
