namespace OnnxForge.Inference;

/// <summary>What this library measures: a <see cref="System.Diagnostics.Metrics.Meter"/> and an <see cref="System.Diagnostics.ActivitySource"/>, both of one name.</summary>
/// <remarks>Where nobody listens, nothing is measured, and a run allocates nothing for it. docs/inference.md lists the instruments and spans.</remarks>
public static class InferenceTelemetry
{
    /// <summary>The name of the meter and of the activity source, for AddMeter and AddSource of OpenTelemetry.</summary>
    public const string Name = "OnnxForge.Inference";
}
