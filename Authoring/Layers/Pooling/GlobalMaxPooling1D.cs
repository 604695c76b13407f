namespace OnnxForge.Authoring;

/// <summary>The largest value of each channel: <c>[batch, channels, length]</c> to <c>[batch, channels]</c>.</summary>
[CustomObject("onnxforge/global-max-pooling1d")]
public sealed class GlobalMaxPooling1D : GlobalMaxPooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, string?)"/>
    public GlobalMaxPooling1D(bool keepDims = false, string? name = null) : base(1, keepDims, name) { }
}
