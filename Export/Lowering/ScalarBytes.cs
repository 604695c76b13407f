using System.Buffers.Binary;

namespace OnnxForge.Export;

/// <summary>One number as the little-endian bytes of an element type.</summary>
internal static class ScalarBytes
{
    /// <remarks>Integers beyond the type wrap, as in libtorch: -3 as uint8 is 253.</remarks>
    /// <exception cref="LoweringRefusedException">The type is not numeric, or has no such number.</exception>
    public static byte[] Of(double value, DataType type)
    {
        var bytes = new byte[DataTypes.BytesOf(type)];
        switch (type)
        {
            case DataType.Float: BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value); break;
            case DataType.Double: BinaryPrimitives.WriteDoubleLittleEndian(bytes, value); break;
            case DataType.Float16: BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value); break;
            case DataType.BFloat16: BinaryPrimitives.WriteUInt16LittleEndian(bytes, BFloat16((float)value)); break;
            case DataType.Bool: bytes[0] = value != 0 ? (byte)1 : (byte)0; break;
            case DataType.Int64: BinaryPrimitives.WriteInt64LittleEndian(bytes, Whole<long>(value, type)); break;
            case DataType.Int32: BinaryPrimitives.WriteInt32LittleEndian(bytes, Whole<int>(value, type)); break;
            case DataType.Int16: BinaryPrimitives.WriteInt16LittleEndian(bytes, Whole<short>(value, type)); break;
            case DataType.Int8: bytes[0] = (byte)Whole<sbyte>(value, type); break;
            case DataType.UInt8: bytes[0] = Whole<byte>(value, type); break;
            case DataType.UInt16: BinaryPrimitives.WriteUInt16LittleEndian(bytes, Whole<ushort>(value, type)); break;
            case DataType.UInt32: BinaryPrimitives.WriteUInt32LittleEndian(bytes, Whole<uint>(value, type)); break;
            case DataType.UInt64: BinaryPrimitives.WriteUInt64LittleEndian(bytes, Whole<ulong>(value, type)); break;
            default: throw new LoweringRefusedException($"a number of type {DataTypes.NameOf(type)} has no ONNX form here");
        }
        return bytes;
    }

    private static T Whole<T>(double value, DataType type) where T : System.Numerics.INumber<T>
    {
        try { return T.CreateTruncating(Int128.CreateChecked(value)); }
        catch (OverflowException) { throw new LoweringRefusedException($"the number {value} does not fit {DataTypes.NameOf(type)}"); }
    }

    // rounds to the nearest, ties to even, as libtorch does
    private static ushort BFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return 0x7FC0;
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
