namespace OnnxForge.Authoring;

/// <summary>The largest value of each channel: <c>[batch, channels, height, width]</c> to <c>[batch, channels]</c>.</summary>
[CustomObject("onnxforge/global-max-pooling2d")]
public sealed class GlobalMaxPooling2D : GlobalMaxPooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, bool, string?)"/>
    public GlobalMaxPooling2D(bool keepDims = false, string? name = null) : base(2, keepDims, overTime: false, name) { }
}
