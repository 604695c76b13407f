namespace OnnxForge.Authoring;

/// <summary>The largest value of each window of <c>[batch, channels, depth, height, width]</c>.</summary>
[CustomObject("onnxforge/max-pooling3d")]
public sealed class MaxPooling3D : MaxPooling
{
    /// <inheritdoc cref="Pooling(int, Shape?, Shape?, PaddingMode, string?)"/>
    public MaxPooling3D(Shape? poolSize = null, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, string? name = null) : base(3, poolSize, strides, padding, name) { }
}
