namespace OnnxForge.Tests.Policy;

[TestClass]
public sealed class SourceSizeTests
{
    [TestMethod]
    public void Sources_OfTheRepository_StayWithinTheirSizes()
    {
        Assert.IsGreaterThan(50, Repository.Sources.Count);
        Assert.That.NoViolations(Repository.Sources.SelectMany(SourceSizes.Violations));
    }

    [TestMethod]
    public void Sources_OfTheRepository_LeaveOutWhatIsBuilt()
    {
        var paths = Repository.Sources.Select(s => s.Path).ToList();
        Assert.Contains("tests/Policy/SourceSizeTests.cs", paths);
        Assert.IsFalse(paths.Any(p => p.Contains("/obj/", StringComparison.Ordinal)));
        Assert.DoesNotContain("Authoring/buildTransitive/LoadLibTorch.cs", paths);
    }

    [TestMethod]
    public void File_OfFourHundredLines_IsNamed() =>
        Assert.AreEqual("Export/Long.cs: 400 lines; a file stays under 400", Violations(Lines(400) + "\n").Single());

    [TestMethod]
    public void File_OfOneLineLess_Passes() => Assert.IsEmpty(Violations(Lines(399) + "\n"));

    [TestMethod]
    [DataRow("void M()\n{0}", "method")]
    [DataRow("C()\n{0}", "constructor")]
    [DataRow("int P\n{{ get\n{0} }}", "accessor")]
    [DataRow("int[] P => new int[]\n{0};", "expression body")]
    [DataRow("public static C operator +(C a, C b)\n{0}", "operator")]
    [DataRow("void M()\n{{ void Local()\n{0} }}", "method with its local function")]
    [DataRow("private readonly System.Action f = () =>\n{0};", "lambda in a field")]
    public void Method_OfSixtyLines_IsNamed(string declaration, string kind)
    {
        var found = Violations("class C\n{\n" + string.Format(declaration, Body(59)) + "\n}\n");
        Assert.HasCount(1, found, kind);
        Assert.IsTrue(found[0].EndsWith("lines; a method stays under 60", StringComparison.Ordinal), found[0]);
    }

    [TestMethod]
    public void Method_OfOneLineLess_Passes() => Assert.IsEmpty(Violations("class C\n{\nvoid M()\n" + Body(58) + "\n}\n"));

    [TestMethod]
    public void TopLevelStatements_OfSixtyLines_AreNamed() =>
        Assert.AreEqual(
            "Export/Long.cs:1: 60 lines; a program's top-level statements stay under 60",
            Violations(string.Concat(Enumerable.Repeat("System.GC.Collect();\n", 60))).Single());

    private static List<string> Violations(string text) => [.. SourceSizes.Violations(new SourceFile("Export/Long.cs", text))];

    private static string Lines(int count) => string.Join('\n', Enumerable.Repeat("// line", count));

    /// <summary>A block, or anything in braces, of so many lines.</summary>
    private static string Body(int lines) => "{" + new string('\n', lines - 1) + "}";
}
