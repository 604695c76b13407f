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

    /// <summary>A tensor's type and number of dimensions, by the address of its implementation; nothing is allocated.</summary>
    public static (ScalarType Type, int Rank) TypeAndRank(nint address)
    {
        nint cell = address;
        return ((ScalarType)TypeOf((nint)(&cell)), (int)RankOf((nint)(&cell)));
    }

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_ndimension")]
    private static partial long RankOf(nint tensor);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_type")]
    private static partial sbyte TypeOf(nint tensor);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_to_type")]
    private static partial nint ToType(nint tensor, sbyte type, [MarshalAs(UnmanagedType.U1)] bool copy, [MarshalAs(UnmanagedType.U1)] bool nonBlocking);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSStorage_data_ptr")]
    private static partial nint StorageData(nint tensor);
}
