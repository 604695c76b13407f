namespace OnnxForge.Authoring;

/// <summary>The largest value of each channel: <c>[batch, channels, depth, height, width]</c> to <c>[batch, channels]</c>.</summary>
[CustomObject("onnxforge/global-max-pooling3d")]
public sealed class GlobalMaxPooling3D : GlobalMaxPooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, bool, string?)"/>
    public GlobalMaxPooling3D(bool keepDims = false, string? name = null) : base(3, keepDims, overTime: false, name) { }
}
