namespace OnnxForge.Authoring;

/// <summary>The largest value of each window of <c>[batch, channels, length]</c>.</summary>
[CustomObject("onnxforge/max-pooling1d")]
public sealed class MaxPooling1D : MaxPooling
{
    /// <inheritdoc cref="Pooling(int, Shape?, Shape?, PaddingMode, string?)"/>
    public MaxPooling1D(Shape? poolSize = null, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, string? name = null) : base(1, poolSize, strides, padding, name) { }
}
