using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxForge.Authoring;

/// <summary>Tensors from .NET's arrays and numeric tensors, and back; the element type stays what it is.</summary>
public static class TensorArrays
{
    private static readonly Dictionary<Type, ScalarType> types = new()
    {
        [typeof(bool)] = ScalarType.Bool, [typeof(byte)] = ScalarType.Byte, [typeof(sbyte)] = ScalarType.Int8, [typeof(short)] = ScalarType.Int16, [typeof(int)] = ScalarType.Int32,
        [typeof(long)] = ScalarType.Int64, [typeof(Half)] = ScalarType.Float16, [typeof(float)] = ScalarType.Float32, [typeof(double)] = ScalarType.Float64, [typeof(Complex)] = ScalarType.ComplexFloat64,
    };

    /// <summary>Copies an array of any rank, or rows of arrays (<c>float[][]</c>) of one length, into a tensor of its shape.</summary>
    /// <returns>A tensor on the CPU, owned by the caller.</returns>
    /// <exception cref="DataException">The elements are of a type that tensors do not have, or rows differ in length.</exception>
    public static Tensor ToTorch(this Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var element = values.GetType().GetElementType()!;
        if (element.IsArray) return FromRows(values);
        var type = TypeOf(element);
        var tensor = empty([.. Enumerable.Range(0, values.Rank).Select(values.GetLongLength)], type);
        if (values.Length > 0) BytesOf(values, type).CopyTo(tensor.bytes);
        return tensor;
    }

    /// <summary>A tensor on the memory of an array, without a copy: what changes in one changes in the other. The array stays where it is while the tensor lives.</summary>
    /// <param name="values">The values, row after row.</param>
    /// <param name="shape">The shape, as many elements as the array has; none means <c>[values.Length]</c>.</param>
    /// <returns>A tensor on the CPU, owned by the caller.</returns>
    /// <exception cref="DataException">The elements are of a type that tensors do not have.</exception>
    /// <exception cref="ShapeException">The shape has another number of elements.</exception>
    public static Tensor Share<T>(T[] values, params long[] shape) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Length == 0) shape = [values.Length];
        if (shape.Any(size => size < 0) || shape.Aggregate(1L, (product, size) => product * size) != values.Length)
            throw new ShapeException("TensorArrays.Share", $"a shape of {values.Length} elements", $"{Shape.Create(shape)}", "Give the array's shape.");
        var type = TypeOf(typeof(T));
        if (values.Length == 0) return empty(shape, type);
        using var flat = frombuffer(values, type);
        return flat.view(shape);
    }

    /// <summary>Copies a numeric tensor, strided ones too, into a tensor of its shape.</summary>
    /// <inheritdoc cref="ToTorch(Array)"/>
    public static Tensor ToTorch<T>(this Tensor<T> values) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.AsReadOnlyTensorSpan().ToTorch();
    }

    /// <inheritdoc cref="ToTorch{T}(Tensor{T})"/>
    public static Tensor ToTorch<T>(this ReadOnlyTensorSpan<T> values) where T : unmanaged
    {
        var flat = new T[values.FlattenedLength];
        values.FlattenTo(flat);
        return Share(flat, [.. values.Lengths.ToArray().Select(length => (long)length)]);
    }

    /// <summary>Copies a tensor into an array of its rank and shape, <c>float[,]</c> for a float32 matrix; a scalar gives an array of one element.</summary>
    /// <exception cref="DataException">.NET has no such element type (bfloat16, say).</exception>
    public static Array ToArray(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var element = types.FirstOrDefault(pair => pair.Value == tensor.dtype).Key
            ?? throw new DataException("ToArray", "an element type that .NET has", TensorSpec.TypeName(tensor.dtype), "Convert it first: tensor.to(ScalarType.Float32).");
        var array = Array.CreateInstance(element, tensor.dim() == 0 ? [1] : tensor.shape);
        if (array.Length == 0) return array;
        using var plain = tensor.detach().cpu().contiguous();
        plain.bytes.CopyTo(BytesOf(array, tensor.dtype));
        return array;
    }

    /// <summary>Copies a tensor into a numeric tensor of its shape.</summary>
    /// <exception cref="DataException">The tensor's element type is not <typeparamref name="T"/>.</exception>
    public static Tensor<T> ToNumerics<T>(this Tensor tensor) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using var plain = tensor.detach().cpu().contiguous();
        var values = new T[tensor.numel()];
        Values<T>("ToNumerics", plain).CopyTo(values);
        return System.Numerics.Tensors.Tensor.Create(values, Lengths(tensor));
    }

    /// <summary>A tensor's own memory as a numeric span, without a copy: valid while the tensor lives.</summary>
    /// <exception cref="DataException">The tensor's element type is not <typeparamref name="T"/>, or its values do not lie row after row on the CPU.</exception>
    public static TensorSpan<T> AsTensorSpan<T>(this Tensor tensor) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
            throw new DataException("AsTensorSpan", "a contiguous tensor on the CPU", $"one on {tensor.device}{(tensor.is_contiguous() ? "" : " that is a view")}", "Copy it: tensor.cpu().contiguous().");
        return new TensorSpan<T>(Values<T>("AsTensorSpan", tensor), Lengths(tensor));
    }

    private static Tensor FromRows(Array values)
    {
        using var scope = NewDisposeScope();
        var rows = values.Cast<Array>().Select(row => row.ToTorch()).ToList();
        if (values.Rank == 1 && rows.Count > 0 && rows.All(row => row.shape.SequenceEqual(rows[0].shape))) return stack(rows).MoveToOuterDisposeScope();
        throw new DataException("ToTorch", "one list of rows of one length", rows.Count == 0 ? "no row" : string.Join(", ", rows.Select(row => $"{Shape.Of(row)}").Distinct()), "Pad the rows, or give the array as a matrix.");
    }

    private static ScalarType TypeOf(Type element) => types.TryGetValue(element, out var type) ? type
        : throw new DataException("Array", $"elements of type {string.Join(", ", types.Keys.Select(known => known.Name))}", element.Name, "Convert the elements first.");

    private static Span<T> Values<T>(string where, Tensor tensor) where T : unmanaged
    {
        if (TypeOf(typeof(T)) != tensor.dtype) throw new DataException(where, $"a tensor of type {TensorSpec.TypeName(TypeOf(typeof(T)))}", TensorSpec.TypeName(tensor.dtype), "Name the tensor's own element type, or convert it.");
        return tensor.numel() == 0 ? [] : MemoryMarshal.Cast<byte, T>(tensor.bytes);
    }

    private static nint[] Lengths(Tensor tensor) => tensor.dim() == 0 ? [1] : [.. tensor.shape.Select(size => (nint)size)];

    private static Span<byte> BytesOf(Array values, ScalarType type) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(values), checked(values.Length * (int)type.ElementSize()));
}
