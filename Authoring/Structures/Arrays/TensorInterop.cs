using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxForge.Authoring;

/// <summary>Arrays, spans and .NET's tensors become TorchSharp's and back; the element type stays: <c>double[]</c> is float64, <c>Half[]</c> is float16.</summary>
public static class TensorInterop
{
    private const string NumericTensors = "SYSLIB5001";

    /// <summary>A tensor of an array's elements, copied: <c>float[,]</c> gives float32 <c>[rows, columns]</c>.</summary>
    /// <param name="array">An array of any rank.</param>
    /// <returns>A tensor on the CPU, owned by the caller.</returns>
    /// <exception cref="DataException">No tensor has such elements.</exception>
    public static Tensor ToTensor(this Array array)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return AsTensor(array).clone().MoveToOuterDisposeScope();
    }

    /// <summary>A tensor on an array's own memory: what is written to one shows in the other.</summary>
    /// <param name="array">An array of any rank. It is pinned until the last tensor on its memory is gone, views of this one too; until then the collector cannot move it.</param>
    /// <returns>A tensor on the CPU, owned by the caller; dispose it, or the array stays pinned until the finalizer runs.</returns>
    /// <exception cref="DataException">No tensor has such elements.</exception>
    public static Tensor AsTensor(this Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        var type = ElementTypes.Of(nameof(AsTensor), array.GetType().GetElementType()!);
        var shape = new long[array.Rank];
        for (var i = 0; i < shape.Length; i++) shape[i] = array.GetLongLength(i);
        if (array.LongLength == 0) return empty(shape, type);
        using var scope = NewDisposeScope();
        return frombuffer(array, type).reshape(shape).MoveToOuterDisposeScope();
    }

    /// <summary>A tensor of a span's elements, copied.</summary>
    /// <param name="values">The elements, row by row.</param>
    /// <param name="shape">The sizes; nothing means <c>[n]</c>.</param>
    /// <returns>A tensor on the CPU, owned by the caller.</returns>
    /// <exception cref="ShapeException">The shape has another number of elements than the span.</exception>
    /// <exception cref="DataException">No tensor has such elements.</exception>
    public static Tensor ToTensor<T>(this ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        var type = ElementTypes.Of(nameof(ToTensor), typeof(T));
        var sizes = shape.Length == 0 ? [values.Length] : Shape.Create(shape);
        if (sizes.Any(size => size < 0) || sizes.Aggregate((UInt128)1, (product, size) => product * (ulong)size) != (ulong)values.Length)
            throw new ShapeException(nameof(ToTensor), $"a shape of {values.Length} elements", $"{sizes}", "Give one size for each dimension.");
        var tensor = empty(sizes.ToArray(), type);
        using var view = new TensorView<T>(tensor);
        values.CopyTo(view.GetSpan());
        return tensor;
    }

    /// <summary>A tensor of the elements of a .NET tensor, copied, whatever its strides.</summary>
    /// <returns>A tensor on the CPU, owned by the caller.</returns>
    /// <exception cref="DataException">No tensor has such elements.</exception>
    [Experimental(NumericTensors)]
    public static Tensor ToTensor<T>(this ReadOnlyTensorSpan<T> values) where T : unmanaged
    {
        var shape = new long[values.Rank];
        for (var i = 0; i < shape.Length; i++) shape[i] = values.Lengths[i];
        var tensor = empty(shape, ElementTypes.Of(nameof(ToTensor), typeof(T)));
        using var view = new TensorView<T>(tensor);
        values.FlattenTo(view.GetSpan());
        return tensor;
    }

    /// <inheritdoc cref="ToTensor{T}(ReadOnlyTensorSpan{T})"/>
    [Experimental(NumericTensors)]
    public static Tensor ToTensor<T>(this Tensor<T> values) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.AsReadOnlyTensorSpan().ToTensor();
    }

    /// <summary>An array of the tensor's rank and elements, copied: float32 <c>[rows, columns]</c> gives <c>float[,]</c>.</summary>
    /// <param name="tensor">A tensor of one dimension or more, on any device, with or without gradients.</param>
    /// <exception cref="ShapeException">The tensor has no dimension.</exception>
    /// <exception cref="DataException">.NET has no such number.</exception>
    public static Array ToArray(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.dim() == 0) throw new ShapeException(nameof(ToArray), "a tensor of one dimension or more", "a single number", "Use item<T>(), or reshape(1).");
        var array = Array.CreateInstance(ElementTypes.Of(nameof(ToArray), tensor.dtype), tensor.shape);
        if (array.LongLength == 0) return array;
        using var noGradient = no_grad();
        using var target = AsTensor(array);
        using var written = target.copy_(tensor);
        return array;
    }

    /// <summary>A .NET tensor of the tensor's shape and elements, copied.</summary>
    /// <param name="tensor">A tensor of one dimension or more, on any device, with or without gradients.</param>
    /// <exception cref="ShapeException">The tensor has no dimension.</exception>
    /// <exception cref="DataException">The tensor's type is not <typeparamref name="T"/>.</exception>
    [Experimental(NumericTensors)]
    public static Tensor<T> ToNumericsTensor<T>(this Tensor tensor) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ElementTypes.Require<T>(nameof(ToNumericsTensor), tensor);
        using var flat = tensor.reshape(-1);
        return System.Numerics.Tensors.Tensor.Create((T[])ToArray(flat), [.. tensor.shape.Select(size => (nint)size)]);
    }

    /// <summary>The tensor's own memory as .NET sees it, without a copy.</summary>
    /// <typeparam name="T">The C# type of its elements.</typeparam>
    /// <param name="tensor">A tensor on the CPU.</param>
    /// <returns>A view that keeps the memory alive until it is disposed, whatever becomes of the tensor.</returns>
    /// <exception cref="DataException">The tensor's type is not <typeparamref name="T"/>, or it is sparse or on another device.</exception>
    public static TensorView<T> View<T>(this Tensor tensor) where T : unmanaged => new(tensor);
}
