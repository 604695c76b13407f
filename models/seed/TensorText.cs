using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Tensors as the seed prints them.</summary>
internal static class TensorText
{
    /// <summary>The elements in nested brackets: <c>[[14, 32], [32, 77]]</c>; a single number without any.</summary>
    public static string Of(Tensor tensor)
    {
        if (tensor.dim() == 0) return FormattableString.Invariant($"{tensor.reshape(1).ToArray().GetValue(0)}");
        return $"[{string.Join(", ", tensor.unbind(0).Select(Of))}]";
    }
}
