namespace OnnxForge.Authoring;

/// <summary>The mean of each channel: <c>[batch, channels, length]</c> to <c>[batch, channels]</c>; over time, <c>[batch, time, features]</c> to <c>[batch, features]</c>.</summary>
[CustomObject("onnxforge/global-average-pooling1d")]
public sealed class GlobalAveragePooling1D : GlobalAveragePooling
{
    /// <inheritdoc cref="GlobalPooling(int, bool, bool, string?)"/>
    public GlobalAveragePooling1D(bool keepDims = false, bool overTime = false, string? name = null) : base(1, keepDims, overTime, name) => OverTime = overTime;

    /// <summary>Whether inputs are sequences, whose steps are pooled without the padding.</summary>
    public bool OverTime { get; }
}
