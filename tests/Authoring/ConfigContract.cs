using System.Text.Json.Nodes;
using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

/// <summary>What every custom object must do: write its config, be rebuilt from the text, and write the same again.</summary>
internal static class ConfigContract
{
    public static object RoundTrip(object custom, string expectedJson, CustomObjectRegistry? registry = null)
    {
        var written = ObjectConfig.Write(custom).ToJsonString();
        Assert.AreEqual(expectedJson, written);
        var rebuilt = ObjectConfig.Read(JsonNode.Parse(written)!, registry ?? new CustomObjectRegistry());
        Assert.AreEqual(custom.GetType(), rebuilt.GetType());
        Assert.AreEqual(expectedJson, ObjectConfig.Write(rebuilt).ToJsonString());
        return rebuilt;
    }

    public static T Error<T>(string message, Action action) where T : Exception
    {
        var error = Assert.ThrowsExactly<T>(action);
        Assert.AreEqual(message, error.Message);
        return error;
    }
}
