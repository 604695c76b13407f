using System.Globalization;
using OnnxForge.Export.Onnx;
using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>Tensors whose bytes stand in a file beside the model's, under the rules by which models are run: in its folder, in an ordinary file that is no link.</summary>
internal static class ExternalTensor
{
    /// <summary>Whether a tensor's bytes stand elsewhere.</summary>
    public static bool IsOne(TensorProto tensor) => tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0;

    /// <summary>Reads the bytes.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="name">Its name in the content.</param>
    /// <param name="modelPath">The model's file.</param>
    /// <exception cref="OnnxFileException">They are not where they should be, or more than an array holds.</exception>
    public static FileConstant Read(TensorProto tensor, string name, string modelPath)
    {
        var where = $"{modelPath}, constant '{name}'";
        var type = DataTypes.IsKnown(tensor.DataType) ? DataTypes.NameOf((DataType)tensor.DataType) : $"type {tensor.DataType}";
        var entries = tensor.ExternalData.GroupBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => entry.Last().Value);
        var size = TensorShape.Count([.. tensor.Dims]) is { } count && tensor.DataType != (int)DataType.String ? TensorCheck.Bytes(tensor.DataType, count) : null;
        if (size is not { } bytes || bytes > Array.MaxLength)
            throw new OnnxFileException(where, $"at most {Array.MaxLength} bytes of numbers", $"{type}[{string.Join(", ", tensor.Dims)}]", "Compare the weights of such models as .safetensors files.");
        if (!entries.TryGetValue("location", out var location)) throw Misplaced(where, $"weight '{name}' without a location", null);
        if (!long.TryParse(entries.GetValueOrDefault("offset", "0"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) throw Misplaced(where, $"weight '{name}' with an offset of {entries["offset"]}", null);
        if (entries.TryGetValue("length", out var length) && length != bytes.ToString(CultureInfo.InvariantCulture)) throw Misplaced(where, $"weight '{name}' of {bytes} bytes with external data of {length} bytes", null);
        try
        {
            ExternalDataCheck.Check(modelPath, [new ExternalData(name, location, offset, bytes)]);
            using var stream = File.OpenRead(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelPath))!, location));
            stream.Position = offset;
            var data = new byte[bytes];
            stream.ReadExactly(data);
            return new FileConstant(name, type, [.. tensor.Dims], data, []);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw Misplaced(where, error.Message.TrimEnd('.'), error);
        }
    }

    private static OnnxFileException Misplaced(string where, string received, Exception? cause) =>
        new(where, "weights in the file or in files of its folder", received, "Put the file with the weights beside the model, under the name that the model gives.", cause);
}
