using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class AtomicFileTests
{
    [TestMethod]
    public void Write_Twice_ReplacesTheFileAndLeavesNothingElse()
    {
        using var folder = new Folder();
        AtomicFile.Write(folder["a"], stream => stream.Write("first, longer"u8));
        AtomicFile.Write(folder["a"], stream => stream.Write("second"u8));
        Assert.AreEqual("second", File.ReadAllText(folder["a"]));
        Assert.AreEqual("a", folder.Names);
    }

    [TestMethod]
    public void FailingWrite_LeavesTheOldFile()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["a"], "old");
        Assert.ThrowsExactly<InvalidOperationException>(() => AtomicFile.Write(folder["a"], stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException("Stopped.");
        }));
        ConfigContract.Error<BundleException>($"{folder["a"]}: expected a file that can be written; received a refusal (No space left.). Free space or change the path or its permissions.",
            () => AtomicFile.Write(folder["a"], stream => throw new IOException("No space left.")));
        Assert.AreEqual("old", File.ReadAllText(folder["a"]));
        Assert.AreEqual("a", folder.Names);
    }

    [TestMethod]
    public void MissingFolder_OrFolderAsTarget_IsRefused()
    {
        using var folder = new Folder();
        var inside = folder[Path.Combine("missing", "a")];
        ConfigContract.Error<BundleException>($"{inside}: expected a file in a folder that exists; received no folder {folder["missing"]}. Create the folder, or give another path.",
            () => AtomicFile.Write(inside, _ => { }));
        ConfigContract.Error<BundleException>($"{folder["."]}: expected a file in a folder that exists; received a folder. Create the folder, or give another path.",
            () => AtomicFile.Write(folder["."], _ => { }));
        Assert.AreEqual("", folder.Names);
    }
}
