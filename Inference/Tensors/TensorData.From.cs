using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxForge.Inference;

// Tensors from what else holds elements in .NET, and back.
public sealed partial class TensorData
{
    /// <summary>A tensor of one element and no dims.</summary>
    /// <typeparam name="T">float, double, Half, ONNX Runtime's Float16 or BFloat16, any integer type of 1 to 8 bytes, bool or string.</typeparam>
    /// <exception cref="InferenceException">T is no element type, or the value is null.</exception>
    public static TensorData Scalar<T>(T value) => Create([value], []);

    /// <summary>A tensor [rows, columns] of rows, which are copied.</summary>
    /// <typeparam name="T">float, double, Half, ONNX Runtime's Float16 or BFloat16, any integer type of 1 to 8 bytes, bool or string.</typeparam>
    /// <param name="rows">Rows of equal length; none give [0, 0].</param>
    /// <exception cref="InferenceException">T is no element type, a row is null or of another length than the first, or a text is null.</exception>
    public static TensorData FromRows<T>(IReadOnlyList<T[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var elements = RowList.Flatten("New tensor of rows", rows);
        return Create(elements, rows.Count, rows.Count == 0 ? 0 : elements.Length / rows.Count);
    }

    /// <summary>A tensor of an array's dims and elements, which are copied.</summary>
    /// <param name="values">An array of one or more dimensions, such as float[,] or string[,,]; for arrays of arrays see <see cref="FromRows{T}"/>.</param>
    /// <exception cref="InferenceException">The array's elements are of no element type, or a text is null.</exception>
    public static TensorData FromArray(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        long[] dims = [.. Enumerable.Range(0, values.Rank).Select(values.GetLongLength)];
        if (ElementTypes.Of(values.GetType().GetElementType()!) is not { } type)
        {
            throw new InferenceException("New tensor", "elements of a numeric type, bool or string", $"elements of type {values.GetType().GetElementType()}", "Convert the elements first, or use FromRows for an array of arrays");
        }

        if (type == ElementType.String)
        {
            return Create(values.Cast<string>().ToArray(), dims);
        }

        var tensor = Allocate(type, dims);
        var length = tensor.Count * type.ByteSize();
        for (var offset = 0L; offset < length; offset += 1 << 30)
        {
            var stretch = tensor.MutableBytes(offset, (int)Math.Min(1 << 30, length - offset));
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(values), (nint)offset), stretch.Length).CopyTo(stretch);
        }

        return tensor;
    }

    /// <summary>Copies of the rows: the elements of each step along the first dim.</summary>
    /// <typeparam name="T">The C# type of <see cref="Type"/>; for float16 both Half and ONNX Runtime's Float16.</typeparam>
    /// <exception cref="InferenceException">T is not the C# type of the elements, or the tensor is a scalar.</exception>
    public T[][] ToRows<T>()
    {
        if (_dims.Length == 0)
        {
            throw new InferenceException($"Rows of {this}", "one dim or more", "a scalar", "Read it with AsSpan<T>()");
        }

        var rows = new T[_dims[0]][];
        for (var i = 0; i < rows.Length; i++)
        {
            var length = (int)(Count / rows.Length);
            rows[i] = AsSpan<T>().Slice(i * length, length).ToArray();
        }

        return rows;
    }
}
