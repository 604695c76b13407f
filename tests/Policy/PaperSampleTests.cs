namespace OnnxForge.Tests.Policy;

[TestClass]
public sealed class PaperSampleTests
{
    private const string Compiled = "class Samples\n{\n    #region sum\n    var a = 1;\n\n    if (a > 0)\n        a++;\n    #endregion\n}\n";
    private const string Shown = "# Paper\n\n<!-- sample: sum -->\n```csharp\nvar a = 1;\n\nif (a > 0)\n    a++;\n```\n";

    [TestMethod]
    public void Papers_OfTheRepository_ShowWhatTheTestsRun()
    {
        var papers = Repository.Files("*.md").Select(p => (p, File.ReadAllText(Path.Combine(Repository.Root, p)))).ToList();
        var readme = papers.Single(p => p.p == "README.md").Item2;
        Assert.IsGreaterThanOrEqualTo(5, MarkdownBlocks.Read(readme).Count());
        var samples = Repository.Sources.Where(s => s.Path.StartsWith("tests/Samples/Readme", StringComparison.Ordinal)).Select(s => s.Text);
        Assert.That.NoViolations(PaperSamples.Violations(papers, samples));
    }

    [TestMethod]
    public void Paper_ThatShowsTheSample_Passes() => Assert.IsEmpty(Violations(Shown));

    [TestMethod]
    public void Paper_ThatDrifted_IsNamedWithTheLine() =>
        Assert.AreEqual("README.md:4: the sample sum differs in its line 4: compiled `    a++;`, shown `    a--;`", Violations(Shown.Replace("a++", "a--")).Single());

    [TestMethod]
    public void Paper_WithCodeThatNobodyCompiles_IsNamed() =>
        Assert.AreEqual("README.md:12: this C# names no sample; write <!-- sample: name --> in the line above it", Violations(Shown + "\n\n```csharp\nvar b = 2;\n```\n").Single());

    [TestMethod]
    public void Paper_ThatNamesAnUnknownSample_IsNamed() =>
        CollectionAssert.AreEqual(
            (string[])["README.md:4: no file in tests/Samples has a #region total", "tests/Samples: no paper shows the sample sum"],
            Violations(Shown.Replace("sample: sum", "sample: total")));

    [TestMethod]
    public void Paper_ThatShowsASampleTwice_IsNamed() => Assert.AreEqual("README.md:13: the sample sum is shown before", Violations(Shown + Shown).Single());

    [TestMethod]
    public void Paper_WithOtherLanguages_Passes() => Assert.IsEmpty(Violations(Shown + "\n```console\n$ dotnet test\n```\n"));

    private static List<string> Violations(string paper) => [.. PaperSamples.Violations([("README.md", paper)], [Compiled])];
}
