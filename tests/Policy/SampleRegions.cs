namespace OnnxForge.Tests.Policy;

/// <summary>Finds the samples in compiled code: what stands between <c>#region name</c> and <c>#endregion</c>, moved to the left margin.</summary>
internal static class SampleRegions
{
    public static IEnumerable<(string Name, string Code)> Read(string source)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].TrimStart().StartsWith("#region ", StringComparison.Ordinal)) continue;
            int end = Array.FindIndex(lines, i, l => l.Trim() == "#endregion");
            if (end < 0) end = lines.Length;
            yield return (lines[i].Trim()["#region ".Length..], Dedent(lines[(i + 1)..end]));
            i = end;
        }
    }

    private static string Dedent(string[] lines)
    {
        int margin = lines.Where(l => l.Trim().Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(l => l.Trim().Length == 0 ? "" : l[margin..]));
    }
}
