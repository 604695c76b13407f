using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxForge.Cli;

/// <summary>How far a value may lie from the eager one: <c>absolute + relative * max(|value|, root mean square of the output)</c>.</summary>
internal sealed record ParityTolerance(double Absolute, double Relative)
{
    /// <summary>For files that do not say how exact they were proved to be.</summary>
    public static ParityTolerance Default { get; } = new(1e-5, 1e-4);

    private const string MetadataKey = "onnxforge.parity";

    /// <summary>The tolerances that a file's own export was held to, never wider than a hundredth; the default where it says none.</summary>
    public static ParityTolerance Of(IReadOnlyDictionary<string, string> metadata)
    {
        const double Widest = 1e-2;
        if (!metadata.TryGetValue(MetadataKey, out var text)) return Default;
        try
        {
            var parity = JsonNode.Parse(text)!;
            return new ParityTolerance(Math.Min((double)parity["absoluteTolerance"]!, Widest), Math.Min((double)parity["relativeTolerance"]!, Widest));
        }
        catch (Exception error) when (error is JsonException or NullReferenceException or ArgumentNullException or InvalidOperationException or FormatException)
        {
            return Default;
        }
    }
}
