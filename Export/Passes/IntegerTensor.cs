using System.Buffers.Binary;

namespace OnnxForge.Export;

/// <summary>A small int32 or int64 tensor whose elements are known.</summary>
/// <param name="Type">int32 or int64.</param>
/// <param name="Dims">The sizes; empty for a scalar.</param>
/// <param name="Values">The elements in row-major order.</param>
internal sealed record IntegerTensor(DataType Type, long[] Dims, long[] Values)
{
    // Shapes and indices are short; a long list is data, and folding it would grow the file.
    private const int MostElements = 1024;

    /// <summary>Reads a constant.</summary>
    /// <returns>Null when it is not int32 or int64, or has more than 1024 elements.</returns>
    public static IntegerTensor? From(ConstantTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Count <= MostElements && tensor.TryReadIntegers(out var values) ? new IntegerTensor(tensor.Type, [.. tensor.Dims], values) : null;
    }

    /// <summary>Makes a tensor when its size is small and every element fits the type.</summary>
    public static IntegerTensor? Create(DataType type, long[] dims, IEnumerable<Int128> elements)
    {
        var values = new List<long>();
        foreach (var element in elements)
        {
            var fits = type == DataType.Int64 ? element >= long.MinValue && element <= long.MaxValue : element >= int.MinValue && element <= int.MaxValue;
            if (!fits || values.Count == MostElements)
            {
                return null;
            }

            values.Add((long)element);
        }

        return new IntegerTensor(type, dims, [.. values]);
    }

    /// <summary>The tensor as a constant of the graph.</summary>
    public ConstantTensor ToConstant()
    {
        var width = DataTypes.BytesOf(Type);
        var data = new byte[Values.Length * width];
        for (var index = 0; index < Values.Length; index++)
        {
            if (Type == DataType.Int64)
            {
                BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(index * width), Values[index]);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(index * width), (int)Values[index]);
            }
        }

        return ConstantTensor.FromBytes(Type, Dims, data);
    }
}
