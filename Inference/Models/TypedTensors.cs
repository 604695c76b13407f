using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxForge.Inference;

/// <summary>What the classes call that the source generator writes: values of .NET as tensors, and back. Other code has <see cref="TensorData"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TypedTensors
{
    private const string Rebuild = "Read the output from Model.Run, or build the class for this model";

    /// <summary>A tensor over an array, which is shared.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="values">The elements.</param>
    /// <exception cref="SignatureMismatchException"><paramref name="values"/> is null.</exception>
    /// <exception cref="InferenceException">A text is null.</exception>
    public static TensorData Of<T>(string input, T[] values) => values is null ? throw Missing(input) : TensorData.Create(values, values.Length);

    /// <summary>A tensor of a copy of an array of several dimensions.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="values">The elements, such as float[,].</param>
    /// <exception cref="SignatureMismatchException"><paramref name="values"/> is null.</exception>
    /// <exception cref="InferenceException">A text is null.</exception>
    public static TensorData OfArray(string input, Array values) => values is null ? throw Missing(input) : TensorData.FromArray(values);

    /// <summary>One tensor of a value of each row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="value">The input's value of a row.</param>
    /// <param name="column">Whether the dims are [rows, 1] in place of [rows].</param>
    /// <exception cref="SignatureMismatchException">A row is null.</exception>
    /// <exception cref="InferenceException">A text is null.</exception>
    public static TensorData StackScalars<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value, bool column)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(value);
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(Row(rows, i));
        }

        return column ? TensorData.Create(values, values.Length, 1) : TensorData.Create(values, values.Length);
    }

    /// <summary>One tensor of an array of each row.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="rows">One row or more.</param>
    /// <param name="values">The input's array of a row.</param>
    /// <exception cref="SignatureMismatchException">A row or an array is null, or has another length than the first.</exception>
    /// <exception cref="InferenceException">A text is null.</exception>
    public static TensorData StackArrays<TRow, T>(string input, IReadOnlyList<TRow> rows, Func<TRow, T[]> values)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        var arrays = new T[rows.Count][];
        for (var i = 0; i < arrays.Length; i++)
        {
            arrays[i] = values(Row(rows, i));
        }

        return TensorData.Create(RowList.Flatten($"Input {input}", arrays), arrays.Length, arrays[0].Length);
    }

    /// <summary>One tensor of all rows, with one dimension more than each of them.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="rows">One row or more.</param>
    /// <param name="tensor">The input's tensor of a row.</param>
    /// <exception cref="SignatureMismatchException">A row is null, or has other sizes than the first.</exception>
    public static TensorData Stack<TRow>(string input, IReadOnlyList<TRow> rows, Func<TRow, TensorData> tensor)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        TensorData? first = null, all = null;
        string[]? texts = null;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = tensor(Row(rows, i));
            first ??= row;
            if (!row.Shape.SequenceEqual(first.Shape))
            {
                throw new SignatureMismatchException($"Input {input}", $"{first}, as in row 0", $"{row} in row {i}", "Give all rows of a call the same sizes");
            }

            if (row.Type == ElementType.String)
            {
                texts ??= new string[checked(rows.Count * row.Count)];
                row.AsSpan<string>().CopyTo(texts.AsSpan((int)(i * row.Count)));
            }
            else
            {
                all ??= TensorData.Allocate(row.Type, [rows.Count, .. row.Shape]);
                row.Bytes.CopyTo(all.MutableBytes((long)i * row.Bytes.Length, row.Bytes.Length));
            }
        }

        return texts is null ? all! : TensorData.Create(texts, [rows.Count, .. first!.Shape]);
    }

    /// <summary>The rows of an output, each a tensor with one dimension less.</summary>
    /// <param name="output">The name of the output.</param>
    /// <param name="tensor">All rows.</param>
    /// <param name="rows">How many there must be.</param>
    /// <exception cref="InferenceException">There are not as many.</exception>
    public static TensorData[] Split(string output, TensorData tensor, int rows)
    {
        CheckRows(output, tensor, rows);
        var split = new TensorData[rows];
        for (var i = 0; i < rows; i++)
        {
            split[i] = Row(tensor, i);
        }

        return split;
    }

    /// <summary>The values of the rows of an output, one a row.</summary>
    /// <param name="output">The name of the output.</param>
    /// <param name="tensor">All rows.</param>
    /// <param name="rows">How many there must be.</param>
    /// <exception cref="InferenceException">There are not as many, or they are of another type.</exception>
    public static ReadOnlySpan<T> SplitScalars<T>(string output, TensorData tensor, int rows)
    {
        CheckRows(output, tensor, rows);
        return tensor.Count == rows ? tensor.AsSpan<T>() : throw new InferenceException($"Output {output}", "one value a row", $"{tensor}", Rebuild);
    }

    /// <summary>The arrays of the rows of an output, one a row.</summary>
    /// <param name="output">The name of the output.</param>
    /// <param name="tensor">All rows.</param>
    /// <param name="rows">How many there must be.</param>
    /// <exception cref="InferenceException">There are not as many, or they are no arrays of one dimension, or of another type.</exception>
    public static T[][] SplitArrays<T>(string output, TensorData tensor, int rows)
    {
        CheckRows(output, tensor, rows);
        return tensor.Dims.Count == 2 ? tensor.ToRows<T>() : throw new InferenceException($"Output {output}", "2 dimensions", $"{tensor}", Rebuild);
    }

    /// <summary>The one element of a tensor.</summary>
    /// <param name="output">The name of the output.</param>
    /// <param name="tensor">A tensor of one element of type T.</param>
    /// <exception cref="InferenceException">It has more or fewer, or those of another type.</exception>
    public static T ToScalar<T>(string output, TensorData tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Count == 1 ? tensor.AsSpan<T>()[0] : throw new InferenceException($"Output {output}", "one value", $"{tensor}", Rebuild);
    }

    /// <summary>The elements of a tensor as an array of its dimensions.</summary>
    /// <param name="output">The name of the output.</param>
    /// <param name="tensor">A tensor of elements of type T.</param>
    /// <param name="rank">How many dimensions it must have, which are those of the array.</param>
    /// <param name="create">A new array of these dims.</param>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <typeparam name="TArray">The array's type, such as float[,].</typeparam>
    /// <exception cref="InferenceException">It has another number of dimensions, or elements of another type.</exception>
    public static TArray ToArray<T, TArray>(string output, TensorData tensor, int rank, Func<IReadOnlyList<long>, TArray> create)
        where TArray : class
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(create);
        if (tensor.Dims.Count != rank)
        {
            throw new InferenceException($"Output {output}", $"{rank} {(rank == 1 ? "dimension" : "dimensions")}", $"{tensor}", Rebuild);
        }

        var elements = tensor.AsSpan<T>();
        var array = create(tensor.Dims);
        elements.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference((Array)(object)array)), elements.Length));
        return array;
    }

    private static TensorData Row(TensorData tensor, int index)
    {
        var dims = tensor.Shape[1..];
        var count = tensor.Count / tensor.Shape[0];
        if (tensor.Type == ElementType.String)
        {
            return TensorData.Create(tensor.AsSpan<string>().Slice((int)(index * count), (int)count).ToArray(), dims);
        }

        var row = TensorData.Allocate(tensor.Type, dims);
        var length = (int)(count * tensor.Type.ByteSize());
        tensor.MutableBytes((long)index * length, length).CopyTo(row.MutableBytes(0, length));
        return row;
    }

    private static TRow Row<TRow>(IReadOnlyList<TRow> rows, int index) => rows[index] ?? throw new SignatureMismatchException($"Row {index}", "a row", "null", "Leave it out");

    private static void CheckRows(string output, TensorData tensor, int rows)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Dims.Count == 0 || tensor.Dims[0] != rows)
        {
            throw new InferenceException($"Output {output}", $"a row for each of {rows} rows", $"{tensor}", "Mark the class with [OnnxModel(..., Rows = false)]: what this model computes are no rows");
        }
    }

    private static SignatureMismatchException Missing(string input) => new($"Input {input}", "a value", "null", "Give the input a value");
}
