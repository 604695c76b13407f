namespace OnnxForge.Authoring;

/// <summary>Repeats each value of <c>[batch, channels, depth, height, width]</c> in every dimension of space.</summary>
[CustomObject("onnxforge/up-sampling3d")]
public sealed class UpSampling3D : UpSampling
{
    /// <inheritdoc cref="UpSampling(int, Shape?, string?)"/>
    public UpSampling3D(Shape? size = null, string? name = null) : base(3, size, name) { }
}
