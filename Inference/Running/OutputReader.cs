using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Copies what ONNX Runtime computed into managed memory.</summary>
internal static class OutputReader
{
    public static TensorData Read(OrtValue value)
    {
        var shape = value.GetTensorTypeAndShape();
        return OrtElementTypes.FromOrt(shape.ElementDataType) switch
        {
            ElementType.Float32 => Copy<float>(value, shape.Shape),
            ElementType.Float64 => Copy<double>(value, shape.Shape),
            ElementType.Float16 => Copy<Float16>(value, shape.Shape),
            ElementType.BFloat16 => Copy<BFloat16>(value, shape.Shape),
            ElementType.Int8 => Copy<sbyte>(value, shape.Shape),
            ElementType.Int16 => Copy<short>(value, shape.Shape),
            ElementType.Int32 => Copy<int>(value, shape.Shape),
            ElementType.Int64 => Copy<long>(value, shape.Shape),
            ElementType.UInt8 => Copy<byte>(value, shape.Shape),
            ElementType.UInt16 => Copy<ushort>(value, shape.Shape),
            ElementType.UInt32 => Copy<uint>(value, shape.Shape),
            ElementType.UInt64 => Copy<ulong>(value, shape.Shape),
            ElementType.Bool => Copy<bool>(value, shape.Shape),
            ElementType.String => TensorData.Create(value.GetStringTensorAsArray(), shape.Shape),
            _ => throw new InferenceException("Output", "numbers, booleans or text", $"elements of type {shape.ElementDataType}", "Export the model with such outputs"),
        };
    }

    private static TensorData Copy<T>(OrtValue value, long[] dims) where T : unmanaged =>
        TensorData.Create(value.GetTensorDataAsSpan<T>().ToArray(), dims);
}
