using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Keeps a matrix product whose tensors do not fit from ending the process.</summary>
/// <remarks>
/// TorchSharp calls libtorch's matmul without a catch, so that its error ends the process; a function that is tried at sizes it was not written for gets there easily.
/// Such a product is announced before it fails: until it has ended its tensors are empty ones, whose product is zero, and the error is told when the function has returned.
/// </remarks>
internal sealed unsafe class MatmulGuard(RecordFunctionLayout layout)
{
    private readonly List<(nint RecordFunction, Tensor Tensor, Tensor Saved)> emptied = [];

    /// <exception cref="MatmulException">The operator is a matrix product of tensors that do not fit, which is harmless now.</exception>
    public void Started(nint recordFunction)
    {
        if (!IsMatmul(recordFunction)) return;
        var (first, second) = Arguments(recordFunction);
        var (left, right) = (NativeTensors.Retain(first), NativeTensors.Retain(second));
        if (left.is_sparse || right.is_sparse || left.dtype != right.dtype || Fit(left.shape, right.shape))
        {
            left.Dispose();
            right.Dispose();
            return;
        }
        var message = $"matmul{(SourceLocator.Locate() is { } line ? $" at {line}" : "")}: tensors of shapes {Shape(left)} and {Shape(right)} cannot be multiplied";
        Empty(recordFunction, left);
        if (first != second) Empty(recordFunction, right);
        else right.Dispose();
        throw new MatmulException(message);
    }

    /// <summary>Gives the tensors of a product that was made harmless their memory and shape back.</summary>
    public void Ended(nint recordFunction)
    {
        if (emptied.Count == 0 || !IsMatmul(recordFunction)) return;
        using var mode = inference_mode();
        foreach (var (_, tensor, saved) in emptied.Where(e => e.RecordFunction == recordFunction))
        {
            tensor.set_(saved);
            tensor.Dispose();
            saved.Dispose();
        }
        emptied.RemoveAll(e => e.RecordFunction == recordFunction);
    }

    // In inference mode any tensor may be changed: one that wants a gradient, a view, and one that was made in that mode.
    private void Empty(nint recordFunction, Tensor tensor)
    {
        using var mode = inference_mode();
        using var nothing = empty(0, dtype: tensor.dtype);
        emptied.Add((recordFunction, tensor, tensor.detach().DetachFromDisposeScope()));
        tensor.set_(nothing);
    }

    // TorchScript's interpreter announces its whole stack, on which the operator's own values are the last ones
    private (nint Left, nint Right) Arguments(nint recordFunction)
    {
        nint values = *(nint*)(recordFunction + layout.InputsOffset);
        nint right = values + ((nint)(*(long*)(recordFunction + layout.InputsOffset + 8)) - 1) * IValueReader.ValueSize;
        return (*(nint*)(right - IValueReader.ValueSize), *(nint*)right);
    }

    private static bool IsMatmul(nint recordFunction) =>
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated(LibTorchSymbols.Name(recordFunction)).SequenceEqual("aten::matmul"u8);

    /// <summary>Whether matmul takes tensors of these shapes: the last dimension of one is the last but one, or only one, of the other, and those before them broadcast.</summary>
    internal static bool Fit(ReadOnlySpan<long> left, ReadOnlySpan<long> right)
    {
        if (left.Length == 0 || right.Length == 0) return false;
        if (left[^1] != (right.Length == 1 ? right[0] : right[^2])) return false;
        for (int i = 3; i <= Math.Min(left.Length, right.Length); i++)
            if (left[^i] != right[^i] && left[^i] != 1 && right[^i] != 1) return false;
        return true;
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}

/// <summary>The tensors of a matrix product do not fit; of the kind that TorchSharp throws for libtorch's errors.</summary>
internal sealed class MatmulException(string message) : ExternalException(message);
