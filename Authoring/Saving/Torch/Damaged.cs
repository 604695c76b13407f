namespace OnnxForge.Authoring;

/// <summary>The error of a weight file whose bytes are not what its format says.</summary>
internal static class Damaged
{
    public const string Remedy = "The file is damaged or of another format; write it again.";

    public static BundleException File(string where, string expected, string received) => new(where, expected, received, Remedy);

    /// <summary>Text of a file for a message, cut after 80 characters, on one line.</summary>
    public static string Cut(string text)
    {
        var line = string.Concat(text.Take(80).Select(letter => char.IsControl(letter) ? '?' : letter));
        return text.Length <= 80 ? line : line + "...";
    }
}
