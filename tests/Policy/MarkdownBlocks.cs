namespace OnnxForge.Tests.Policy;

/// <summary>A block of C# in a paper: the sample that the line above it names (null when none does), its code, and where its first fence stands.</summary>
internal sealed record MarkdownBlock(string? Sample, string Code, int Line);

/// <summary>Finds the C# in Markdown: <c>&lt;!-- sample: name --&gt;</c>, then a fence of <c>csharp</c>.</summary>
internal static class MarkdownBlocks
{
    private const string Fence = "```";

    public static IEnumerable<MarkdownBlock> Read(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal)) continue;
            int end = Array.IndexOf(lines, Fence, i + 1);
            if (end < 0) end = lines.Length;
            if (lines[i][Fence.Length..].Trim() is "csharp" or "cs" or "c#" or "C#")
                yield return new MarkdownBlock(NameAbove(lines, i), string.Join('\n', lines[(i + 1)..end]), i + 1);
            i = end;
        }
    }

    private static string? NameAbove(string[] lines, int fence)
    {
        const string start = "<!-- sample: ", end = " -->";
        if (fence == 0) return null;
        var above = lines[fence - 1];
        return above.StartsWith(start, StringComparison.Ordinal) && above.EndsWith(end, StringComparison.Ordinal) ? above[start.Length..^end.Length] : null;
    }
}
