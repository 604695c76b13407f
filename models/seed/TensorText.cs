using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Tensors as the chapter prints them.</summary>
internal static class TensorText
{
    /// <summary>The elements in nested brackets, <c>[[14, 32], [32, 77]]</c>; a single number without any.</summary>
    public static string Of(Tensor tensor) => tensor.dim() > 0
        ? $"[{string.Join(", ", tensor.unbind(0).Select(Of))}]"
        : tensor.dtype switch { ScalarType.Float32 => $"{tensor.item<float>()}", ScalarType.Float64 => $"{tensor.item<double>()}", _ => $"{tensor.to(ScalarType.Int64).item<long>()}" };
}
