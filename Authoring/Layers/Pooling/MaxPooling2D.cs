namespace OnnxForge.Authoring;

/// <summary>The largest value of each window of <c>[batch, channels, height, width]</c>.</summary>
[CustomObject("onnxforge/max-pooling2d")]
public sealed class MaxPooling2D : MaxPooling
{
    /// <inheritdoc cref="Pooling(int, Shape?, Shape?, PaddingMode, string?)"/>
    public MaxPooling2D(Shape? poolSize = null, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, string? name = null) : base(2, poolSize, strides, padding, name) { }
}
