using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxForge.Inference;

/// <summary>A tensor's elements in row-major order with their type and dims; what goes into a model and what comes out.</summary>
/// <remarks>It holds ordinary managed memory: nothing to dispose. Reading from several threads is safe.</remarks>
public sealed partial class TensorData
{
    private readonly Array _elements;
    private readonly long[] _dims;

    private TensorData(ElementType type, Array elements, long count, long[] dims)
    {
        Type = type;
        Count = count;
        _elements = elements;
        _dims = dims;
        Dims = Array.AsReadOnly(dims);
    }

    /// <summary>The type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>The size of each dimension, outermost first; empty for a scalar. A size may be 0.</summary>
    public IReadOnlyList<long> Dims { get; }

    /// <summary>The number of elements: the product of the dims, 1 for a scalar.</summary>
    public long Count { get; }

    /// <summary>The elements as raw bytes, little endian, without a copy.</summary>
    /// <exception cref="InferenceException">The tensor holds text, or more than 2 GiB.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            if (Type == ElementType.String)
            {
                throw new InferenceException($"Bytes of {this}", "numbers or booleans", "text", "Read text with AsSpan<string>()");
            }

            if (Count * Type.ByteSize() > Array.MaxLength)
            {
                throw new InferenceException($"Bytes of {this}", $"at most {Array.MaxLength} bytes", $"{Count * Type.ByteSize()}", "Read it with AsSpan<T>(), which counts elements");
            }

            return MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(_elements), (int)(Count * Type.ByteSize()));
        }
    }

    internal ReadOnlySpan<long> Shape => _dims;

    internal Array Elements => _elements;

    /// <summary>A tensor over an array of elements, which is shared, not copied: a later change of the array changes the tensor.</summary>
    /// <typeparam name="T">float, double, Half, ONNX Runtime's Float16 or BFloat16, any integer type of 1 to 8 bytes, bool or string.</typeparam>
    /// <param name="values">The elements in row-major order.</param>
    /// <param name="dims">The dims, whose product is the number of elements; none for a scalar.</param>
    /// <exception cref="InferenceException">T is no element type, the dims do not give the number of elements, or a text is null.</exception>
    public static TensorData Create<T>(T[] values, params long[] dims)
    {
        ArgumentNullException.ThrowIfNull(dims);
        return Create(values, (ReadOnlySpan<long>)dims);
    }

    /// <inheritdoc cref="Create{T}(T[], long[])"/>
    public static TensorData Create<T>(T[] values, ReadOnlySpan<long> dims)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (ElementTypeOf<T>.Value is not { } type)
        {
            throw new InferenceException("New tensor", "elements of a numeric type, bool or string", $"elements of type {typeof(T)}", "Convert the elements first");
        }

        var count = CheckedCount($"New {type.ToName()} tensor", dims);
        if (count != values.Length)
        {
            throw new InferenceException($"New {type.ToName()} tensor", $"{count} elements for dims {TensorShape.Text(dims)}", $"{values.Length}", "Give dims whose product is the number of elements");
        }

        if (values is string?[] texts && Array.IndexOf(texts, null) is >= 0 and var missing)
        {
            throw new InferenceException("New string tensor", "a text for each element", $"null at element {missing}", "Replace null by the text that the model expects for a missing value");
        }

        return new TensorData(type, values, count, dims.ToArray());
    }

    /// <summary>A tensor of numbers or booleans from raw bytes, which are copied.</summary>
    /// <param name="type">The type of the elements; not text.</param>
    /// <param name="dims">The dims; none for a scalar.</param>
    /// <param name="bytes">The elements in row-major order, little endian; booleans are bytes of 0 or 1.</param>
    /// <exception cref="InferenceException">The type is text, the dims do not give the number of bytes, or a boolean is neither 0 nor 1.</exception>
    public static TensorData FromBytes(ElementType type, ReadOnlySpan<long> dims, ReadOnlySpan<byte> bytes)
    {
        var where = $"New {type.ToName()} tensor";
        if (type == ElementType.String)
        {
            throw new InferenceException(where, "numbers or booleans", "text", "Create text with Create(string[], dims)");
        }

        var count = CheckedCount(where, dims);
        if (count > bytes.Length || count * type.ByteSize() != bytes.Length)
        {
            throw new InferenceException(where, $"{count} elements of {type.ByteSize()} bytes for dims {TensorShape.Text(dims)}", $"{bytes.Length} bytes", "Give dims whose product is the number of elements");
        }

        if (type == ElementType.Bool && bytes.IndexOfAnyExceptInRange<byte>(0, 1) is >= 0 and var wrong)
        {
            throw new InferenceException(where, "bytes of 0 or 1", $"{bytes[wrong]} at element {wrong}", "Write false as 0 and true as 1");
        }

        var tensor = Allocate(type, dims);
        bytes.CopyTo(tensor.MutableBytes(0, bytes.Length));
        return tensor;
    }

    /// <summary>The elements without a copy, in row-major order.</summary>
    /// <typeparam name="T">The C# type of <see cref="Type"/>; for float16 both Half and ONNX Runtime's Float16.</typeparam>
    /// <exception cref="InferenceException">T is not the C# type of the elements.</exception>
    public ReadOnlySpan<T> AsSpan<T>() => MutableSpan<T>();

    /// <summary>"float32 [2, 3]".</summary>
    public override string ToString() => $"{Type.ToName()} {TensorShape.Text(_dims)}";

    /// <summary>A tensor of zeros; not for text.</summary>
    internal static TensorData Allocate(ElementType type, ReadOnlySpan<long> dims)
    {
        var count = CheckedCount($"New {type.ToName()} tensor", dims);
        Array elements = type.ByteSize() switch
        {
            1 => new byte[count],
            2 => new ushort[count],
            4 => new uint[count],
            _ => new ulong[count],
        };
        return new TensorData(type, elements, count, dims.ToArray());
    }

    /// <summary>A stretch of the raw bytes; a whole tensor may have more bytes than a span can hold.</summary>
    internal Span<byte> MutableBytes(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Count * Type.ByteSize());
        return MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_elements), (nint)offset), length);
    }

    /// <summary>The elements as any type of their size.</summary>
    internal Span<T> Raw<T>() where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(Unsafe.SizeOf<T>(), Type.ByteSize());
        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(_elements)), (int)Count);
    }

    internal Span<T> MutableSpan<T>()
    {
        if (!ElementTypeOf<T>.Reads(Type))
        {
            throw new InferenceException($"Elements of {this}", $"the C# type of {Type.ToName()}", typeof(T).Name, "Read the elements as the type that Type names");
        }

        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(_elements)), (int)Count);
    }

    private static long CheckedCount(string where, ReadOnlySpan<long> dims) =>
        TensorShape.Count(dims) is { } count && count <= Array.MaxLength
            ? count
            : throw new InferenceException(where, $"dims of 0 or more whose product is at most {Array.MaxLength}", TensorShape.Text(dims), "Give the true dims, or split the tensor");
}
