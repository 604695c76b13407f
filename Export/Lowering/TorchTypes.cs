using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>libtorch's element types and ONNX's.</summary>
internal static class TorchTypes
{
    /// <summary>The element type of a tensor's value; of a complex tensor, that of its parts.</summary>
    /// <exception cref="LoweringRefusedException">ONNX has no such element type.</exception>
    public static DataType ToDataType(ScalarType type) => type switch
    {
        ScalarType.Byte => DataType.UInt8,
        ScalarType.Int8 => DataType.Int8,
        ScalarType.Int16 => DataType.Int16,
        ScalarType.Int32 => DataType.Int32,
        ScalarType.Int64 => DataType.Int64,
        ScalarType.Float16 => DataType.Float16,
        ScalarType.Float32 or ScalarType.ComplexFloat32 => DataType.Float,
        ScalarType.Float64 or ScalarType.ComplexFloat64 => DataType.Double,
        ScalarType.Bool => DataType.Bool,
        ScalarType.BFloat16 => DataType.BFloat16,
        _ => throw new LoweringRefusedException($"the element type {type} has no ONNX form here"),
    };

    public static bool IsFloating(DataType type) => type is DataType.Float or DataType.Double or DataType.Float16 or DataType.BFloat16;

    /// <summary>Whether a tensor of the type holds real or complex numbers, not integers.</summary>
    public static bool IsReal(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64 || IsComplex(type);

    public static bool IsComplex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    /// <summary>The tensor as a constant of the graph; of a complex one the real and imaginary parts, in one more dimension.</summary>
    public static ConstantTensor ToConstant(Tensor tensor) =>
        ConstantTensor.FromBytes(ToDataType(tensor.dtype), IsComplex(tensor.dtype) ? [.. tensor.shape, 2] : tensor.shape, TensorBytes.Of(tensor));
}
