using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Takes tensors that were only seen natively as managed ones.</summary>
internal static unsafe partial class NativeTensors
{
    /// <summary>The address of a tensor's implementation, by which libtorch's values name it.</summary>
    public static nint AddressOf(Tensor tensor) => *(nint*)tensor.Handle; // at::Tensor is one pointer

    /// <summary>A new managed tensor on the same implementation: no copy, no operator, and its address stays taken until it is disposed.</summary>
    public static Tensor Retain(nint address)
    {
        nint cell = address; // an at::Tensor on the stack, which libtorch only borrows
        nint borrowed = (nint)(&cell);
        nint handle = ToType(borrowed, TypeOf(borrowed), copy: false, nonBlocking: false); // to its own type: another reference to the same tensor
        if (handle == 0) CheckForErrors();
        var tensor = Tensor.UnsafeCreateTensor(handle).DetachFromDisposeScope();
        return AddressOf(tensor) == address ? tensor : throw new PlatformNotSupportedException($"Tracing: libtorch {__version__} copied a tensor where another reference to it was expected.");
    }

    /// <summary>The address of the memory that a tensor looks at; views of one tensor share it. 0 for an empty or sparse tensor.</summary>
    public static nint StorageOf(Tensor tensor) => tensor.is_sparse || tensor.numel() == 0 ? 0 : StorageData(tensor.Handle);

    /// <summary>Writes values into a tensor's memory without telling autograd, which refuses a backward pass over what was written after it was kept.</summary>
    public static void Overwrite(Tensor tensor, Tensor values)
    {
        using var gradients = no_grad();
        if (tensor.is_complex()) // may be a conjugate by a flag alone, which another view of the memory does not have
        {
            tensor.copy_(values);
            return;
        }
        using var memory = empty(0, dtype: tensor.dtype);
        memory.set_(tensor).copy_(values);
    }

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_type")]
    private static partial sbyte TypeOf(nint tensor);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_to_type")]
    private static partial nint ToType(nint tensor, sbyte type, [MarshalAs(UnmanagedType.U1)] bool copy, [MarshalAs(UnmanagedType.U1)] bool nonBlocking);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSStorage_data_ptr")]
    private static partial nint StorageData(nint tensor);
}
