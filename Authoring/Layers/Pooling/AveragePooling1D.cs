namespace OnnxForge.Authoring;

/// <summary>The mean of each window of <c>[batch, channels, length]</c>.</summary>
[CustomObject("onnxforge/average-pooling1d")]
public sealed class AveragePooling1D : AveragePooling
{
    /// <inheritdoc cref="Pooling(int, Shape?, Shape?, PaddingMode, string?)"/>
    public AveragePooling1D(Shape? poolSize = null, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, string? name = null) : base(1, poolSize, strides, padding, name) { }
}
