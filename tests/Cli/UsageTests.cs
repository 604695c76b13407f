namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class UsageTests
{
    [TestMethod]
    public void Run_UnknownCommand_IsBadUse()
    {
        var run = CliRun.Of("fly");

        Assert.AreEqual(2, run.Code);
        Assert.AreEqual("", run.Output);
        StringAssert.StartsWith(run.Error, "onnxforge: onnxforge: expected arguments as its help describes; received ");
        StringAssert.Contains(run.Error, "'fly'");
    }

    [TestMethod]
    public void Run_Help_ListsCommands()
    {
        var run = CliRun.Of("--help");

        Assert.AreEqual(0, run.Code);
        foreach (var command in (string[])["train", "export", "run", "verify", "inspect", "serve", "bench", "doctor"]) StringAssert.Contains(run.Output, $"\n  {command} ");
    }

    [TestMethod]
    public void Inspect_NoFile_SaysAlsoInJson()
    {
        var run = CliRun.Of("inspect", "none.onnx", "--json");

        const string Message = "none.onnx: expected an .onnx or .forge file; received a path where there is none. Check the path.";
        Assert.AreEqual(2, run.Code);
        Assert.AreEqual($"onnxforge: {Message}\n", run.Error);
        Assert.AreEqual(Message, (string?)run.Json["error"]!["message"]);
        Assert.AreEqual(2, (int)run.Json["error"]!["exitCode"]!);
    }
}
