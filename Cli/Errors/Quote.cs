namespace OnnxForge.Cli;

/// <summary>Texts of others in messages.</summary>
internal static class Quote
{
    private const int LongestExcerpt = 60;

    /// <summary>The text in quotes, cut where it is long.</summary>
    public static string Of(string text) => $"\"{Cut(text)}\"";

    /// <summary>The text, cut where it is long.</summary>
    public static string Cut(string text) => text.Length <= LongestExcerpt ? text : text[..LongestExcerpt] + "...";
}
