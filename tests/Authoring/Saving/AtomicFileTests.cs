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

    [TestMethod]
    public void FilesThatKilledProcessesLeft_GoWithTheNextWriteOfTheirTarget()
    {
        using var folder = new Folder();
        foreach (var name in new[] { ".a.abcdefgh.ijk.tmp", ".a.abcdefgh.lmn.tmp", ".b.abcdefgh.ijk.tmp", ".a.mine.tmp", "a.tmp" }) File.WriteAllText(folder[name], "half");
        // What another process is writing is open, and stays.
        using (new FileStream(folder[".a.abcdefgh.lmn.tmp"], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            AtomicFile.Write(folder["a"], stream => stream.Write("new"u8));
            Assert.AreEqual(".a.abcdefgh.lmn.tmp, .a.mine.tmp, .b.abcdefgh.ijk.tmp, a, a.tmp", folder.Names);
        }
        AtomicFile.Write(folder["a"], stream => stream.Write("newer"u8));
        Assert.AreEqual(".a.mine.tmp, .b.abcdefgh.ijk.tmp, a, a.tmp", folder.Names);
    }

    [TestMethod]
    public void TwoWritersOfOneTarget_BothWrite_AndTheLastStays()
    {
        using var folder = new Folder();
        AtomicFile.Write(folder["a"], outer =>
        {
            outer.Write("first"u8);
            AtomicFile.Write(folder["a"], inner => inner.Write("second"u8));
            Assert.AreEqual("second", File.ReadAllText(folder["a"]));
        });
        Assert.AreEqual("first", File.ReadAllText(folder["a"]));
        Assert.AreEqual("a", folder.Names);
    }

    [TestMethod]
    public void SymbolicLink_Written_StaysALinkAndItsTargetIsReplaced()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["runs"]);
        File.WriteAllText(folder["runs/1"], "old");
        File.CreateSymbolicLink(folder["link"], "runs/1");
        File.CreateSymbolicLink(folder["again"], "link");
        File.CreateSymbolicLink(folder["fresh"], "runs/2");
        AtomicFile.Write(folder["again"], stream => stream.Write("new"u8));
        AtomicFile.Write(folder["fresh"], stream => stream.Write("first"u8));
        Assert.AreEqual(("new", "runs/1", "link"), (File.ReadAllText(folder["runs/1"]), new FileInfo(folder["link"]).LinkTarget, new FileInfo(folder["again"]).LinkTarget));
        Assert.AreEqual(("first", "runs/2"), (File.ReadAllText(folder["runs/2"]), new FileInfo(folder["fresh"]).LinkTarget));
        Assert.AreEqual("again, fresh, link, runs", folder.Names);
        CollectionAssert.AreEquivalent(new[] { folder["runs/1"], folder["runs/2"] }, Directory.GetFiles(folder["runs"]));
    }

    [TestMethod]
    public void SymbolicLinkToItself_Written_IsRefused()
    {
        using var folder = new Folder();
        File.CreateSymbolicLink(folder["a"], "b");
        File.CreateSymbolicLink(folder["b"], "a");
        var error = Assert.ThrowsExactly<BundleException>(() => AtomicFile.Write(folder["a"], stream => stream.Write("new"u8)));
        Assert.AreEqual((folder["a"], "a file that can be written"), (error.Where, error.Expected));
        Assert.AreEqual("a, b", folder.Names);
    }
}
