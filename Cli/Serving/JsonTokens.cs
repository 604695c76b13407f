using System.Text;
using System.Text.Json;

namespace OnnxForge.Cli;

/// <summary>Names what stands in JSON, for messages.</summary>
internal static class JsonTokens
{
    /// <summary>The kind of the token, and a number or a text itself.</summary>
    public static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndArray => "the array's end",
        JsonTokenType.String => Quote.Of(Encoding.UTF8.GetString(reader.ValueSpan)),
        JsonTokenType.Number => Quote.Cut(Encoding.UTF8.GetString(reader.ValueSpan)),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        _ => "something else",
    };
}
