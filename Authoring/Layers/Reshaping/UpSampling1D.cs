namespace OnnxForge.Authoring;

/// <summary>Repeats each value of <c>[batch, channels, length]</c> in every dimension of space.</summary>
[CustomObject("onnxforge/up-sampling1d")]
public sealed class UpSampling1D : UpSampling
{
    /// <inheritdoc cref="UpSampling(int, Shape?, string?)"/>
    public UpSampling1D(Shape? size = null, string? name = null) : base(1, size, name) { }
}
