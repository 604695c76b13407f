namespace OnnxForge.Authoring;

/// <summary>The mean of each channel: <c>[batch, channels, depth, height, width]</c> to <c>[batch, channels]</c>.</summary>
[CustomObject("onnxforge/global-average-pooling3d")]
public sealed class GlobalAveragePooling3D : GlobalAveragePooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, bool, string?)"/>
    public GlobalAveragePooling3D(bool keepDims = false, string? name = null) : base(3, keepDims, overTime: false, name) { }
}
