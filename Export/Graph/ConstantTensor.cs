using System.Buffers.Binary;

namespace OnnxForge.Export;

/// <summary>An immutable dense tensor that the graph holds: weights, buffers, and the constants of the traced code.</summary>
/// <remarks>Two tensors are equal when type, dimensions and bytes (or texts) are equal; floats are compared by their bits.</remarks>
internal sealed class ConstantTensor : IEquatable<ConstantTensor>
{
    private ConstantTensor(DataType type, IReadOnlyList<long> dims, ReadOnlyMemory<byte> data, IReadOnlyList<string> strings)
    {
        Type = type;
        Dims = dims;
        Data = data;
        Strings = strings;
        Count = dims.Aggregate(1L, (count, dim) => checked(count * dim));
    }

    /// <summary>The element type.</summary>
    public DataType Type { get; }

    /// <summary>The sizes, none negative; empty for a scalar.</summary>
    public IReadOnlyList<long> Dims { get; }

    /// <summary>How many elements; 1 for a scalar.</summary>
    public long Count { get; }

    /// <summary>The elements in row-major order, little endian; empty for text.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>The elements of a text tensor in row-major order; empty for every other type.</summary>
    public IReadOnlyList<string> Strings { get; }

    /// <summary>A tensor <c>[values]</c> of int64.</summary>
    public static ConstantTensor Int64s(params long[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new ConstantTensor(DataType.Int64, [values.Length], Bytes(values), []);
    }

    /// <summary>An int64 scalar.</summary>
    public static ConstantTensor Scalar(long value) => new(DataType.Int64, [], Bytes([value]), []);

    /// <summary>A float32 scalar.</summary>
    public static ConstantTensor Scalar(float value)
    {
        var data = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(data, value);
        return new ConstantTensor(DataType.Float, [], data, []);
    }

    /// <summary>A tensor over existing bytes, which are not copied and must not change afterwards.</summary>
    /// <exception cref="ArgumentException">The type has no fixed size, a dimension is negative, or the byte count does not fit the dimensions.</exception>
    public static ConstantTensor FromBytes(DataType type, IReadOnlyList<long> dims, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(dims);
        var width = DataTypes.BytesOf(type);
        if (width == 0)
        {
            throw new ArgumentException($"Constant tensor: expected a type of fixed size; received {DataTypes.NameOf(type)}. Do this: use ConstantTensor.Text for text.", nameof(type));
        }

        if (!TryCount(dims, out var count) || data.Length % width != 0 || data.Length / width != count)
        {
            throw new ArgumentException(
                $"Constant tensor: expected the bytes of {DataTypes.NameOf(type)}[{string.Join(", ", dims)}]; received {data.Length} bytes. Do this: pass dimensions that fit the data.", nameof(data));
        }

        return new ConstantTensor(type, [.. dims], data, []);
    }

    /// <summary>A tensor of float32 with the given sizes; one size a dimension.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit the dimensions.</exception>
    public static ConstantTensor Floats(ReadOnlySpan<float> values, params IReadOnlyList<long> dims)
    {
        var data = new byte[values.Length * sizeof(float)];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(index * sizeof(float)), values[index]);
        }

        return FromBytes(DataType.Float, dims, data);
    }

    /// <summary>A text tensor <c>[strings]</c>.</summary>
    public static ConstantTensor Text(params IReadOnlyList<string> strings)
    {
        ArgumentNullException.ThrowIfNull(strings);
        return Text(strings, [strings.Count]);
    }

    /// <summary>A text tensor with the given sizes.</summary>
    /// <exception cref="ArgumentException">The number of texts does not fit the dimensions.</exception>
    public static ConstantTensor Text(IReadOnlyList<string> strings, IReadOnlyList<long> dims)
    {
        ArgumentNullException.ThrowIfNull(strings);
        ArgumentNullException.ThrowIfNull(dims);
        if (!TryCount(dims, out var count) || count != strings.Count)
        {
            throw new ArgumentException(
                $"Constant tensor: expected the texts of string[{string.Join(", ", dims)}]; received {strings.Count}. Do this: pass dimensions that fit the data.", nameof(strings));
        }

        return new ConstantTensor(DataType.String, [.. dims], default, [.. strings]);
    }

    /// <summary>Reads the elements of an int32 or int64 tensor.</summary>
    /// <returns>Whether the type is one of the two.</returns>
    public bool TryReadIntegers(out long[] values)
    {
        values = [];
        if (Type is not (DataType.Int64 or DataType.Int32))
        {
            return false;
        }

        values = new long[Count];
        var span = Data.Span;
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = Type == DataType.Int64
                ? BinaryPrimitives.ReadInt64LittleEndian(span[(index * sizeof(long))..])
                : BinaryPrimitives.ReadInt32LittleEndian(span[(index * sizeof(int))..]);
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(ConstantTensor? other) =>
        other is not null && Type == other.Type && Dims.SequenceEqual(other.Dims) && Data.Span.SequenceEqual(other.Data.Span) && Strings.SequenceEqual(other.Strings, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConstantTensor);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Type);
        foreach (var dim in Dims)
        {
            hash.Add(dim);
        }

        hash.AddBytes(Data.Span);
        foreach (var text in Strings)
        {
            hash.Add(text, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    private static bool TryCount(IReadOnlyList<long> dims, out long count)
    {
        count = 1;
        foreach (var dim in dims)
        {
            if (dim < 0 || (count > 0 && dim > long.MaxValue / count))
            {
                return false;
            }

            count *= dim;
        }

        return true;
    }

    private static byte[] Bytes(ReadOnlySpan<long> values)
    {
        var data = new byte[values.Length * sizeof(long)];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(index * sizeof(long)), values[index]);
        }

        return data;
    }
}
