namespace OnnxForge.Authoring;

/// <summary>The mean of each channel: <c>[batch, channels, length]</c> to <c>[batch, channels]</c>.</summary>
[CustomObject("onnxforge/global-average-pooling1d")]
public sealed class GlobalAveragePooling1D : GlobalAveragePooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, string?)"/>
    public GlobalAveragePooling1D(bool keepDims = false, string? name = null) : base(1, keepDims, name) { }
}
