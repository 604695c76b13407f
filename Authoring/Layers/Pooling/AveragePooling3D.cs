namespace OnnxForge.Authoring;

/// <summary>The mean of each window of <c>[batch, channels, depth, height, width]</c>.</summary>
[CustomObject("onnxforge/average-pooling3d")]
public sealed class AveragePooling3D : AveragePooling
{
    /// <inheritdoc cref="Pooling(int, Shape?, Shape?, PaddingMode, string?)"/>
    public AveragePooling3D(Shape? poolSize = null, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, string? name = null) : base(3, poolSize, strides, padding, name) { }
}
