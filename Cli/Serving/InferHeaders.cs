namespace OnnxForge.Cli;

/// <summary>The HTTP header and content types of the protocol.</summary>
internal static class InferHeaders
{
    /// <summary>Bytes of the JSON, where binary data follows it.</summary>
    public const string JsonLength = "Inference-Header-Content-Length";

    public const string Json = "application/json";

    public const string Binary = "application/octet-stream";
}
