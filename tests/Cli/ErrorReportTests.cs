using OnnxForge.Authoring;
using OnnxForge.Authoring.Native;
using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class ErrorReportTests
{
    [TestMethod]
    public void Write_EachKind_HasItsExitCode()
    {
        (Exception Error, int Code)[] rows =
        [
            (new OperationCanceledException(), 130),
            (new InputException("a", "b", "c", "D."), 2),
            (new DataException("a", "b", "c", "D."), 2),
            (new IOException("disk full"), 2),
            (new UnauthorizedAccessException("no"), 2),
            (new DoesNotHoldException("a", "b", "c", "D."), 1),
            (new PlatformNotSupportedException("arm64"), 3),
            (new InvalidOperationException("bug"), 70),
        ];
        foreach (var (error, code) in rows)
        {
            using var terminal = new BufferTerminal();
            Assert.AreEqual(code, ErrorReport.Write(error, terminal, json: false), error.GetType().Name);
            Assert.AreEqual("", terminal.Output.ToString());
        }
    }

    [TestMethod]
    public void Write_ErrorOfUse_IsOneLineWithoutStack()
    {
        using var terminal = new BufferTerminal();

        ErrorReport.Write(new InputException("--x", "one", "two", "Do it."), terminal, json: false);

        Assert.AreEqual("onnxforge: --x: expected one; received two. Do it.\n", terminal.Error.ToString());
    }

    [TestMethod]
    public void Write_Defect_AsksToReportItsStack()
    {
        using var terminal = new BufferTerminal();

        ErrorReport.Write(new InvalidOperationException("bug"), terminal, json: false);

        Assert.AreEqual("onnxforge: A defect in onnxforge; please report it with this text.\nSystem.InvalidOperationException: bug\n", terminal.Error.ToString());
    }

    [TestMethod]
    public void Write_LibraryThatDoesNotLoad_TellsTheCause()
    {
        using var terminal = new BufferTerminal();

        var code = ErrorReport.Write(new TypeInitializationException("<Module>", new NativeLoadException("libtorch: the cause")), terminal, json: false);

        Assert.AreEqual(3, code);
        Assert.AreEqual("onnxforge: libtorch: the cause\n", terminal.Error.ToString());
    }
}
