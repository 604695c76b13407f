namespace OnnxForge.Authoring;

/// <summary>The mean of each channel: <c>[batch, channels, height, width]</c> to <c>[batch, channels]</c>.</summary>
[CustomObject("onnxforge/global-average-pooling2d")]
public sealed class GlobalAveragePooling2D : GlobalAveragePooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, bool, string?)"/>
    public GlobalAveragePooling2D(bool keepDims = false, string? name = null) : base(2, keepDims, overTime: false, name) { }
}
