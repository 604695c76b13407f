using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Every operation on files that a save needs fails in turn.</summary>
[TestClass]
public sealed class FaultTests
{
    private static readonly Dictionary<string, Func<Exception>> errors = new()
    {
        ["disk full"] = () => new IOException("No space left on device"),
        ["I/O error"] = () => new IOException("Input/output error"),
        ["permission"] = () => new UnauthorizedAccessException("Access to the path is denied."),
    };

    public static IEnumerable<object[]> Errors => errors.Keys.Select(key => new object[] { key });

    [TestMethod]
    [DynamicData(nameof(Errors))]
    public void EachOperation_Failing_LeavesTheOldFile(string name)
    {
        using var folder = new Folder();
        var error = errors[name];
        var (before, after) = (BundleSample.MakeModel(), BundleSample.MakeModel());
        using (no_grad()) after.Kernel.zero_();
        ModelBundle.Save(folder["m"], before);
        var (old, renewed) = (File.ReadAllBytes(folder["m"]), BundleSample.Write(after));
        var whole = new FailingFiles(-1, error);
        ModelBundle.SaveTo(whole, folder["m"], after);
        CollectionAssert.AreEqual(new[] { "create", "mode", "flush", "rename", "flush folder" }, whole.Steps.Where(step => step != "write").ToList());
        Assert.IsGreaterThan(8, whole.Steps.Count(step => step == "write"));
        for (var step = 0; step < whole.Steps.Count; step++)
        {
            foreach (var keepsFiles in new[] { false, true })
            {
                File.WriteAllBytes(folder["m"], old);
                SetMode(folder["m"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
                var failed = Assert.ThrowsExactly<BundleException>(() => ModelBundle.SaveTo(new FailingFiles(step, error, keepsFiles), folder["m"], after));
                var what = $"{name}, {whole.Steps[step]} ({step})";
                Assert.AreEqual(folder["m"], failed.Where, what);
                StringAssert.Contains(failed.Message, $"received a refusal ({error().Message}). ", what);
                CollectionAssert.AreEqual(whole.Steps[step] == "flush folder" ? renewed : old, File.ReadAllBytes(folder["m"]), what);
                Assert.IsTrue(HasMode(folder["m"], UnixFileMode.UserRead | UnixFileMode.UserWrite), what);
                if (!keepsFiles) Assert.AreEqual("m", folder.Names, what);
            }
        }
        ModelBundle.Save(folder["m"], after);
        CollectionAssert.AreEqual(renewed, File.ReadAllBytes(folder["m"]));
        Assert.AreEqual("m", folder.Names);
        Assert.IsTrue(HasMode(folder["m"], UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [TestMethod]
    public void FolderThatCannotBeFlushed_IsReportedWithWhatIsThere()
    {
        using var folder = new Folder();
        var files = new FailingFiles(-1, errors["I/O error"]);
        AtomicFile.Write(folder["a"], stream => stream.Write("new"u8), files);
        ConfigContract.Error<BundleException>($"{folder["a"]}: expected a folder that can be flushed to the disk; received a refusal (Input/output error). "
            + "The new file is there and whole, but a power cut may bring the old one back; save again.",
            () => AtomicFile.Write(folder["a"], stream => stream.Write("new"u8), new FailingFiles(files.Steps.Count, errors["I/O error"])));
        Assert.AreEqual("new", File.ReadAllText(folder["a"]));
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    private static bool HasMode(string path, UnixFileMode mode) => OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == mode;
}
