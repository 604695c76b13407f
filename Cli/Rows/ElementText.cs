using System.Globalization;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Single elements of tensors as text: numbers so short that they read back the same.</summary>
internal static class ElementText
{
    /// <summary>Gives the text of an element at a position.</summary>
    public static Func<int, string> Of(TensorData tensor) => tensor.Type switch
    {
        ElementType.Float32 => Numbers<float>(tensor),
        ElementType.Float64 => Numbers<double>(tensor),
        ElementType.Float16 => Numbers<Half>(tensor),
        ElementType.BFloat16 => i => ((float)tensor.AsSpan<Microsoft.ML.OnnxRuntime.BFloat16>()[i]).ToString(CultureInfo.InvariantCulture),
        ElementType.Int8 => Numbers<sbyte>(tensor),
        ElementType.Int16 => Numbers<short>(tensor),
        ElementType.Int32 => Numbers<int>(tensor),
        ElementType.Int64 => Numbers<long>(tensor),
        ElementType.UInt8 => Numbers<byte>(tensor),
        ElementType.UInt16 => Numbers<ushort>(tensor),
        ElementType.UInt32 => Numbers<uint>(tensor),
        ElementType.UInt64 => Numbers<ulong>(tensor),
        ElementType.Bool => i => tensor.AsSpan<bool>()[i] ? "true" : "false",
        _ => i => tensor.AsSpan<string>()[i],
    };

    private static Func<int, string> Numbers<T>(TensorData tensor) where T : unmanaged, IFormattable => i => tensor.AsSpan<T>()[i].ToString(null, CultureInfo.InvariantCulture);
}
