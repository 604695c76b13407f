using System.Text.Json.Nodes;

namespace OnnxForge.Authoring;

/// <summary>Configs of custom objects.</summary>
public static class ObjectConfig
{
    /// <summary>Writes.</summary>
    public static JsonObject Write(object custom) => throw new NotSupportedException(custom.ToString());

    /// <summary>Reads.</summary>
    public static object Read(JsonNode json, CustomObjectRegistry registry) => throw new NotSupportedException(json.ToJsonString() + registry);
}
