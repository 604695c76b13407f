using System.Text.Json;
using System.Text.Unicode;

namespace OnnxForge.Authoring;

/// <summary>Bounds what a JSON text asks for before it is made into objects, whose memory grows with their number and not with the bytes.</summary>
internal static class JsonText
{
    /// <summary>Refuses a text that is not JSON in valid UTF-8 with whole characters, or asks for too much.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="deepest">How deep it may nest.</param>
    /// <param name="mostObjects">How many objects it may have.</param>
    /// <param name="mostTokens">How many names, values, beginnings and ends it may have.</param>
    /// <exception cref="JsonException">It is not, or it does.</exception>
    public static void Check(byte[] bytes, int deepest, int mostObjects, int mostTokens)
    {
        if (!Utf8.IsValid(bytes)) throw new JsonException("The text is not valid UTF-8.");
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = deepest });
        int objects = 0, tokens = 0;
        try
        {
            while (reader.Read())
            {
                if (++tokens > mostTokens || (reader.TokenType == JsonTokenType.StartObject && ++objects > mostObjects))
                    throw new JsonException($"It has more than {mostObjects} objects or {mostTokens} names and values.");
                // Characters are looked at only when a text is asked for, and half a surrogate is none.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) _ = reader.GetString();
            }
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException(error.Message, error);
        }
    }
}
