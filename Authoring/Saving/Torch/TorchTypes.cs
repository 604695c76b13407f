using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The element types of TorchSharp.</summary>
internal static class TorchTypes
{
    /// <summary>Each with the bytes of one element.</summary>
    public static readonly IReadOnlyDictionary<ScalarType, int> All = new Dictionary<ScalarType, int>
    {
        [ScalarType.Byte] = 1, [ScalarType.Int8] = 1, [ScalarType.Int16] = 2, [ScalarType.Int32] = 4, [ScalarType.Int64] = 8, [ScalarType.Float16] = 2, [ScalarType.Float32] = 4,
        [ScalarType.Float64] = 8, [ScalarType.ComplexFloat32] = 8, [ScalarType.ComplexFloat64] = 16, [ScalarType.Bool] = 1, [ScalarType.BFloat16] = 2,
    };
}
