using System.Text.RegularExpressions;

namespace OnnxForge.Tests.Policy;

/// <summary>A link in a paper to a file of this repository leads somewhere.</summary>
internal static partial class PaperLinks
{
    /// <param name="path">The paper, relative to the repository.</param>
    /// <param name="text">Its Markdown.</param>
    /// <param name="exists">Whether a path relative to the repository is a file or a folder.</param>
    public static IEnumerable<string> Violations(string path, string text, Func<string, bool> exists)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        foreach (Match link in Links().Matches(text))
        {
            var target = link.Groups[1].Value;
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith('#')) continue;
            if (!exists(Path.Combine(folder, target.Split('#')[0]))) yield return $"{path}: the link to {target} leads nowhere";
        }
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();
}
