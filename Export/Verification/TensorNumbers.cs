using System.Runtime.InteropServices;
using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>A tensor's elements as double-precision numbers.</summary>
internal static class TensorNumbers
{
    public static double[] Of(TensorData data) => data.Type switch
    {
        ElementType.Float32 => Convert<float>(data.Bytes, v => v),
        ElementType.Float64 => Convert<double>(data.Bytes, v => v),
        ElementType.Float16 => Convert<Half>(data.Bytes, v => (double)v),
        ElementType.BFloat16 => Convert<ushort>(data.Bytes, v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
        ElementType.Int8 => Convert<sbyte>(data.Bytes, v => v),
        ElementType.Int16 => Convert<short>(data.Bytes, v => v),
        ElementType.Int32 => Convert<int>(data.Bytes, v => v),
        ElementType.Int64 => Convert<long>(data.Bytes, v => v),
        ElementType.UInt8 or ElementType.Bool => Convert<byte>(data.Bytes, v => v),
        ElementType.UInt16 => Convert<ushort>(data.Bytes, v => v),
        ElementType.UInt32 => Convert<uint>(data.Bytes, v => v),
        ElementType.UInt64 => Convert<ulong>(data.Bytes, v => v),
        _ => throw new ExportException("Verification", "numeric outputs", data.Type.ToName(), "Leave the output out of the exported function."),
    };

    private static double[] Convert<T>(ReadOnlySpan<byte> bytes, Func<T, double> number) where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(bytes);
        var numbers = new double[values.Length];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = number(values[i]);
        return numbers;
    }
}
