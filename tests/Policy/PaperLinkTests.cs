namespace OnnxForge.Tests.Policy;

[TestClass]
public sealed class PaperLinkTests
{
    [TestMethod]
    public void Links_OfTheRepositorysPapers_LeadSomewhere() =>
        Assert.That.NoViolations(Repository.Files("*.md").SelectMany(p => PaperLinks.Violations(p, File.ReadAllText(Path.Combine(Repository.Root, p)), Exists)));

    [TestMethod]
    public void Link_ToAMissingFile_IsNamed() =>
        Assert.AreEqual(
            "docs/a.md: the link to adr/9.md#why leads nowhere",
            PaperLinks.Violations("docs/a.md", "[b](adr/9.md#why), [c](https://example.org/x), [d](#here), [e](../README.md)", p => p.EndsWith("README.md", StringComparison.Ordinal)).Single());

    [TestMethod]
    public void Link_OfAPaperInAFolder_StartsAtThatFolder()
    {
        var asked = new List<string>();
        _ = PaperLinks.Violations("docs/a.md", "[b](adr/1.md)", p => { asked.Add(p.Replace('\\', '/')); return true; }).ToList();
        CollectionAssert.AreEqual((string[])["docs/adr/1.md"], asked);
    }

    private static bool Exists(string path)
    {
        var full = Path.Combine(Repository.Root, path);
        return File.Exists(full) || Directory.Exists(full);
    }
}
