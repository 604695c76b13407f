using OnnxForge.Export;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class VerifiedFileTests
{
    [TestMethod]
    public void Write_OverAFile_ReplacesItWhole()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("m.onnx"), new byte[1000]);
        VerifiedFile.Write(folder.File("m.onnx"), new byte[] { 1, 2 });
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, File.ReadAllBytes(folder.File("m.onnx")));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>Who can put a link where a model goes must not have the file it leads to written.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(true)]
    [DataRow(false)]
    public void Write_OverALink_ReplacesTheLinkAndNothingElse(bool there)
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        if (there)
        {
            File.WriteAllText(elsewhere.File("victim"), "as it was");
        }

        File.CreateSymbolicLink(folder.File("m.onnx"), elsewhere.File("victim"));
        VerifiedFile.Write(folder.File("m.onnx"), new byte[] { 1, 2 });
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, File.ReadAllBytes(folder.File("m.onnx")));
        Assert.IsNull(new FileInfo(folder.File("m.onnx")).LinkTarget);
        Assert.AreEqual(there, File.Exists(elsewhere.File("victim")));
        Assert.IsTrue(!there || File.ReadAllText(elsewhere.File("victim")) == "as it was");
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void Write_OverAFolder_IsATypedErrorAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("m.onnx"));
        var error = Assert.ThrowsExactly<ExportException>(() => VerifiedFile.Write(folder.File("m.onnx"), new byte[] { 1 }));
        StringAssert.StartsWith(error.Message, $"File {folder.File("m.onnx")}: expected a path that can be written; received ");
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }
}
