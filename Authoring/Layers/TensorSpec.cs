using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The shape and element type of a tensor that need not exist.</summary>
/// <param name="Shape">The sizes, -1 where not known; the batch stands first.</param>
/// <param name="Type">The element type, default float32.</param>
public sealed record TensorSpec(Shape Shape, ScalarType Type = ScalarType.Float32)
{
    /// <summary><c>float32 [?, 8]</c>.</summary>
    public override string ToString() => $"{TypeName(Type)} {Shape}";

    internal static string TypeName(ScalarType type) => type == ScalarType.Byte ? "uint8" : type.ToString().ToLowerInvariant();
}
