namespace OnnxForge.Tests.Policy;

[TestClass]
public sealed class ForbiddenCodeTests
{
    [TestMethod]
    public void Libraries_OfTheRepository_LeaveTheConsoleAlone()
    {
        foreach (var room in Repository.Libraries) Assert.Contains(room, Repository.LibrarySources.Select(s => s.Room));
        Assert.That.NoViolations(Repository.LibrarySources.SelectMany(ForbiddenCode.ConsoleUses));
    }

    [TestMethod]
    public void Sources_OfTheRepository_LeaveNothingForLater() => Assert.That.NoViolations(Repository.Sources.SelectMany(ForbiddenCode.Unfinished));

    [TestMethod]
    public void Tests_ThatAreLeftOut_SayWhy() => Assert.That.NoViolations(Repository.Sources.SelectMany(ForbiddenCode.IgnoredWithoutReason));

    [TestMethod]
    [DataRow("class C { void M() => Console.WriteLine(1); }")]
    [DataRow("class C { void M() => System.Console.WriteLine(1); }")]
    [DataRow("class C { void M() => global::System.Console.Error.Write(1); }")]
    [DataRow("using static System.Console; class C { void M() => WriteLine(1); }")]
    [DataRow("using Out = System.Console; class C { void M() => Out.WriteLine(1); }")]
    public void Console_InALibrary_IsNamed(string code) =>
        Assert.AreEqual("Export/Planted.cs:1: uses System.Console; a library does not", ForbiddenCode.ConsoleUses(Planted(code)).Single());

    [TestMethod]
    [DataRow("class C { string M() => \"Console\"; } // Console")]
    [DataRow("class C { void M(Report report) => report.Console.Write(1); }")]
    public void Console_ThatIsNotTheSystems_Passes(string code) => Assert.IsEmpty(ForbiddenCode.ConsoleUses(Planted(code)));

    [TestMethod]
    [DataRow("class C { void M() => throw new NotImplementedException(); }", "NotImplementedException")]
    [DataRow("// TODO: later", "TODO")]
    [DataRow("/* FIXME */", "FIXME")]
    [DataRow("/// <summary>A HACK.</summary>\nclass C;", "HACK")]
    public void WorkLeftForLater_IsNamed(string code, string word) =>
        Assert.AreEqual($"Export/Planted.cs:1: {word}", ForbiddenCode.Unfinished(Planted(code)).Single());

    [TestMethod]
    public void Words_InsideOfStrings_AreNotWorkLeftForLater() =>
        Assert.IsEmpty(ForbiddenCode.Unfinished(Planted("class C { string M() => \"TODO\"; } // mastodon")));

    [TestMethod]
    [DataRow("[TestClass] class C { [TestMethod, Ignore] void M() { } }")]
    [DataRow("[TestClass] class C { [Ignore(\"\")] void M() { } }")]
    [DataRow("[IgnoreAttribute()] class C { }")]
    public void Ignore_WithoutAReason_IsNamed(string code) =>
        Assert.AreEqual("Export/Planted.cs:1: [Ignore] without a reason", ForbiddenCode.IgnoredWithoutReason(Planted(code)).Single());

    [TestMethod]
    public void Ignore_WithAReason_Passes() =>
        Assert.IsEmpty(ForbiddenCode.IgnoredWithoutReason(Planted("class C { [Ignore(\"needs two devices\")] void M() { } }")));

    private static SourceFile Planted(string code) => new("Export/Planted.cs", code);
}
