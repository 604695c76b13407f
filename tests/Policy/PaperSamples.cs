namespace OnnxForge.Tests.Policy;

/// <summary>C# in a paper is the text of a sample that the tests compile and run, to the letter.</summary>
internal static class PaperSamples
{
    /// <param name="papers">Path and text of each Markdown file.</param>
    /// <param name="samples">Texts of the C# files with the samples.</param>
    public static IEnumerable<string> Violations(IEnumerable<(string Path, string Text)> papers, IEnumerable<string> samples)
    {
        var regions = samples.SelectMany(SampleRegions.Read).ToDictionary(r => r.Name, r => r.Code);
        var shown = new HashSet<string>();
        foreach (var (path, text) in papers)
            foreach (var block in MarkdownBlocks.Read(text))
            {
                var at = $"{path}:{block.Line}";
                if (block.Sample is null) yield return $"{at}: this C# names no sample; write <!-- sample: name --> in the line above it";
                else if (!regions.TryGetValue(block.Sample, out var code)) yield return $"{at}: no file in tests/Samples has a #region {block.Sample}";
                else if (!shown.Add(block.Sample)) yield return $"{at}: the sample {block.Sample} is shown before";
                else if (code != block.Code) yield return $"{at}: the sample {block.Sample} {Difference(code, block.Code)}";
            }
        foreach (var name in regions.Keys.Where(n => !shown.Contains(n)).Order(StringComparer.Ordinal))
            yield return $"tests/Samples: no paper shows the sample {name}";
    }

    private static string Difference(string code, string shown)
    {
        var compiled = code.Split('\n');
        var paper = shown.Split('\n');
        int line = 0;
        while (line < compiled.Length && line < paper.Length && compiled[line] == paper[line]) line++;
        return $"differs in its line {line + 1}: compiled `{Line(compiled, line)}`, shown `{Line(paper, line)}`";
    }

    private static string Line(string[] lines, int index) => index < lines.Length ? lines[index] : "(end)";
}
