using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Tensors of TorchSharp as tensors of the inference library, and back; with it NumPy's files: <c>NpyFile.Read("x.npy").ToTensor()</c> and <c>NpyFile.Write("x.npy", x.ToTensorData())</c>.</summary>
public static class TorchTensors
{
    /// <summary>Copies a tensor's values.</summary>
    /// <exception cref="ExportException">The inference library has no such element type.</exception>
    public static TensorData ToTensorData(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return TensorData.FromBytes(ElementTypeOf(tensor.dtype), tensor.shape, TensorBytes.Of(tensor));
    }

    /// <summary>Copies values into a new tensor on the CPU; the caller owns it.</summary>
    /// <exception cref="ExportException">TorchSharp has no such element type (text).</exception>
    public static Tensor ToTensor(this TensorData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var type = data.Type switch
        {
            ElementType.Float32 => ScalarType.Float32,
            ElementType.Float64 => ScalarType.Float64,
            ElementType.Float16 => ScalarType.Float16,
            ElementType.BFloat16 => ScalarType.BFloat16,
            ElementType.Int8 => ScalarType.Int8,
            ElementType.Int16 => ScalarType.Int16,
            ElementType.Int32 => ScalarType.Int32,
            ElementType.Int64 => ScalarType.Int64,
            ElementType.UInt8 => ScalarType.Byte,
            ElementType.Bool => ScalarType.Bool,
            _ => throw new ExportException("Tensor", "an element type that TorchSharp has", data.Type.ToName(), "Convert the values first."),
        };
        var tensor = empty(data.Dims.ToArray(), type);
        if (data.Count > 0) tensor.bytes = data.Bytes.ToArray();
        return tensor;
    }

    /// <summary>Text codes as the texts that the exported model takes; -1 becomes a text that is not in the vocabulary.</summary>
    internal static TensorData ToTexts(Tensor codes, IReadOnlyList<string> vocabulary)
    {
        var unknown = "?";
        while (vocabulary.Contains(unknown)) unknown += "?";
        var texts = (codes.numel() == 0 ? [] : codes.data<long>().ToArray()).Select(code => code < 0 ? unknown : vocabulary[(int)code]).ToArray();
        return TensorData.Create(texts, codes.shape);
    }

    private static ElementType ElementTypeOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => ElementType.Float32,
        ScalarType.Float64 => ElementType.Float64,
        ScalarType.Float16 => ElementType.Float16,
        ScalarType.BFloat16 => ElementType.BFloat16,
        ScalarType.Int8 => ElementType.Int8,
        ScalarType.Int16 => ElementType.Int16,
        ScalarType.Int32 => ElementType.Int32,
        ScalarType.Int64 => ElementType.Int64,
        ScalarType.Byte => ElementType.UInt8,
        ScalarType.Bool => ElementType.Bool,
        _ => throw new ExportException("Tensor", "a real, integer or boolean tensor", type.ToString(), "Convert it first."),
    };
}
