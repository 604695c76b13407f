namespace OnnxForge.Authoring;

/// <summary>The mean of each window of <c>[batch, channels, height, width]</c>.</summary>
[CustomObject("onnxforge/average-pooling2d")]
public sealed class AveragePooling2D : AveragePooling
{
    /// <inheritdoc cref="Pooling(int, Shape?, Shape?, PaddingMode, string?)"/>
    public AveragePooling2D(Shape? poolSize = null, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, string? name = null) : base(2, poolSize, strides, padding, name) { }
}
