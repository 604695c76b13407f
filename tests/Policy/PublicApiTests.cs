using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Inference.Hosting;
using PublicApiGenerator;

namespace OnnxForge.Tests.Policy;

[TestClass]
public sealed class PublicApiTests
{
    [TestMethod]
    [DataRow(typeof(Dense))]
    [DataRow(typeof(OnnxExporter))]
    [DataRow(typeof(InferenceModel))]
    [DataRow(typeof(TensorConversions))]
    [DataRow(typeof(OnnxModelBuilder))]
    public void PublicApi_OfALibrary_IsTheApprovedOne(Type member)
    {
        var library = member.Assembly;
        var text = library.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] });
        var approved = new ApprovedText(Path.Combine(Repository.Root, "tests", "Policy", "Approved"), Path.Combine(Repository.Artifacts, "public-api"));
        if (approved.Compare(library.GetName().Name!, text) is { } difference) Assert.Fail(difference);
    }

    [TestMethod]
    public void Text_ThatDiffers_IsReportedAndNotApproved()
    {
        using var folder = new TemporaryFolder();
        var approved = new ApprovedText(folder.Path, Path.Combine(folder.Path, "received"));
        File.WriteAllText(folder.File("Lib.txt"), "class A\nclass B\n");

        var report = approved.Compare("Lib", "class A\r\nclass C\r\n");

        Assert.AreEqual(
            $"The public API of Lib is not the approved one, first in line 2: expected `class B`, received `class C`. It was written to {folder.File("received", "Lib.received.txt")}; " +
            $"read the difference to {folder.File("Lib.txt")}, and accept it with: tests/Policy/accept-public-api.sh",
            report);
        Assert.AreEqual("class A\nclass B\n", File.ReadAllText(folder.File("Lib.txt")));
        Assert.AreEqual("class A\nclass C\n", File.ReadAllText(folder.File("received", "Lib.received.txt")));
    }

    [TestMethod]
    public void Text_ThatNobodyApproved_IsReportedAndNotApproved()
    {
        using var folder = new TemporaryFolder();
        var report = new ApprovedText(folder.Path, folder.Path).Compare("Lib", "class A");
        Assert.StartsWith("The public API of Lib has not been approved yet. ", report!);
        Assert.IsFalse(File.Exists(folder.File("Lib.txt")));
    }

    [TestMethod]
    public void Text_ThatIsTheApprovedOne_PassesAndClearsWhatWasReceived()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("Lib.txt"), "class A\r\n");
        File.WriteAllText(folder.File("Lib.received.txt"), "class B\n");
        Assert.IsNull(new ApprovedText(folder.Path, folder.Path).Compare("Lib", "class A\n"));
        Assert.IsFalse(File.Exists(folder.File("Lib.received.txt")));
    }

    [TestMethod]
    public void Text_ThatIsTheApprovedOne_PassesWhereNothingWasEverReceived()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("Lib.txt"), "class A\n");
        Assert.IsNull(new ApprovedText(folder.Path, folder.File("received")).Compare("Lib", "class A\n"));
        Assert.IsFalse(Directory.Exists(folder.File("received")));
    }

    [TestMethod]
    public void AcceptCommand_NamedInTheReport_Exists() => Assert.IsTrue(File.Exists(Path.Combine(Repository.Root, ApprovedText.AcceptCommand)));
}
