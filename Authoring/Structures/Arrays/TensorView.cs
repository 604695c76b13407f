using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxForge.Authoring;

/// <summary>A tensor's own memory as a span, a <see cref="Memory{T}"/> or a <see cref="TensorSpan{T}"/>: what is written to one shows in the other.</summary>
/// <remarks>The view holds the memory until it is disposed. A span that is used later looks at memory that may be another's: keep the view in a <c>using</c> around it.
/// Writing through it is not seen by gradients.</remarks>
/// <typeparam name="T">The C# type of the elements.</typeparam>
public sealed unsafe class TensorView<T> : MemoryManager<T> where T : unmanaged
{
    private readonly Tensor held;
    private readonly nint address;

    internal TensorView(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var where = $"View<{TypeNames.Short(typeof(T))}>";
        ElementTypes.Require<T>(where, tensor);
        if (tensor.is_sparse || tensor.device_type != DeviceType.CPU)
            throw new DataException(where, "a dense tensor on the CPU", tensor.is_sparse ? "a sparse one" : $"one on {tensor.device}", tensor.is_sparse ? "Use to_dense()." : "Use cpu().");
        // Another tensor on the same memory, so that disposing the first one does not free it.
        held = tensor.detach().DetachFromDisposeScope();
        address = held.numel() == 0 ? 0 : TensorMemory.AddressOf(held.Handle);
    }

    /// <summary>The elements in the tensor's own shape and strides.</summary>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    [Experimental("SYSLIB5001")]
    public TensorSpan<T> TensorSpan
    {
        get
        {
            ObjectDisposedException.ThrowIf(held.IsInvalid, this);
            nint[] lengths = [.. held.shape.Select(size => (nint)size)];
            nint[] strides = [.. held.stride().Select((stride, i) => lengths[i] == 1 ? 0 : (nint)stride)];
            if (address == 0) return new TensorSpan<T>(new T[1], 0, lengths, []);
            nint reach = 1;
            for (var i = 0; i < lengths.Length; i++) reach += (lengths[i] - 1) * strides[i];
            return new TensorSpan<T>((T*)address, reach, lengths, strides);
        }
    }

    /// <summary>The elements one after the other, row by row.</summary>
    /// <exception cref="ShapeException">They do not lie so in memory, or are more than a span can hold.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public override Span<T> GetSpan()
    {
        ObjectDisposedException.ThrowIf(held.IsInvalid, this);
        if (!held.is_contiguous() || held.numel() > int.MaxValue)
        {
            throw new ShapeException($"View<{TypeNames.Short(typeof(T))}>", $"elements that lie row by row, at most {int.MaxValue}", held.is_contiguous() ? $"{held.numel()} elements" : "another layout",
                "Use TensorSpan, which takes strides, or contiguous(), which copies.");
        }
        return new Span<T>((void*)address, (int)held.numel());
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, GetSpan().Length);
        return new MemoryHandle((T*)address + elementIndex);
    }

    /// <inheritdoc/>
    public override void Unpin() { }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) held.Dispose();
    }
}

/// <summary>Where a tensor's elements lie.</summary>
internal static partial class TensorMemory
{
    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    public static partial nint AddressOf(nint tensor);
}
