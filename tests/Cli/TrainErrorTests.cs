using TorchSharp;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class TrainErrorTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Cleanup() => folder.Dispose();

    [TestMethod]
    public void Train_NoFile_WritesNothing() => Fails(["--data", folder["none.csv"], "--target", "y"],
        $"--data {folder["none.csv"]}: expected a CSV file; received a path where there is none. Check the path.");

    [TestMethod]
    public void Train_MissingColumn_WritesNothing() => Fails(["--data", Table(20), "--target", "z"],
        "table.csv: expected a column named \"z\"; received the columns x, y. Did you mean \"x\" or \"y\"?");

    [TestMethod]
    public void Train_TextInNumericColumn_WritesNothing() => Fails(["--data", folder.Write("table.csv", "x,y\n" + Rows(30) + "oops,1\n"), "--target", "y"],
        "table.csv, column \"x\", row 31 (line 32): expected a number, as in 30 of the column's 31 filled cells; received \"oops\". Correct the cell, or empty it.");

    [TestMethod]
    public void Train_NoRows_WritesNothing() => Fails(["--data", folder.Write("table.csv", "x,y\n"), "--target", "y"],
        "table.csv: expected rows below the header; received none. Add rows, or check that this is the right file.");

    [TestMethod]
    public void Train_ConstantTarget_WritesNothing() => Fails(["--data", folder.Write("table.csv", "x,y\n1,5\n2,5\n"), "--target", "y"],
        "table.csv, column \"y\": expected a target that varies; received 5 in all 2 rows. Choose another --target.");

    [TestMethod]
    public void Train_FewRows_WritesNothing() => Fails(["--data", Table(15), "--target", "y"],
        "table.csv: expected at least 16 rows, to split into training, validation and test; received 15. Add rows.");

    [TestMethod]
    public void Train_TargetWithoutData_WritesNothing() => Fails(["--target", "y"],
        "--target: expected a CSV file to take the column from; received no --data. Add --data FILE.csv, or leave --target out.");

    [TestMethod]
    public void Train_UnknownRecipe_ListsThem() => Fails(["--recipe", "deep"],
        "--recipe: expected one of residual, wide-deep, reconstructing, mlp; received \"deep\". Choose one of these.");

    [TestMethod]
    public void Train_CudaWithoutCuda_Says()
    {
        if (torch.cuda.is_available()) Assert.Inconclusive("This machine has CUDA.");
        Fails(["--device", "cuda"],
            "--device cuda: expected a CUDA device that this build of libtorch can use; received none. Use --device cpu, or build with -p:TorchCuda=true on a machine with an NVIDIA GPU.");
    }

    [TestMethod]
    [DataRow("--epochs", "0", "--epochs takes a number of 1 or more, not '0'")]
    [DataRow("--batch", "many", "--batch takes a number of 1 or more, not 'many'")]
    [DataRow("--opset", "16", "--opset takes a number from 17 to 23, not '16'")]
    [DataRow("--seed", "x", "--seed takes a whole number, not 'x'")]
    [DataRow("--device", "tpu", "--device is cpu or cuda, not 'tpu'")]
    public void Train_WrongOption_Says(string option, string value, string problem) =>
        Fails([option, value], $"onnxforge train: expected arguments as its help describes; received {problem}. See onnxforge train --help.");

    [TestMethod]
    public void Train_UnwritableFolder_SaysBeforeTraining()
    {
        var file = folder.Write("file", "");
        var target = Path.Combine(file, "out");

        var run = CliRun.Of("train", "--out", target);

        Assert.AreEqual(2, run.Code);
        Assert.AreEqual("", run.Output);
        Assert.AreEqual($"onnxforge: --out {target}: expected a folder that can be written; received Could not find a part of the path '{target}'. Name another folder, or change its permissions.\n", run.Error);
    }

    private string Table(int rows) => folder.Write("table.csv", "x,y\n" + Rows(rows));

    private static string Rows(int count) => string.Concat(Enumerable.Range(1, count).Select(row => $"{row},{row * 2}\n"));

    private void Fails(IReadOnlyList<string> options, string message)
    {
        var before = folder.Files;

        var run = CliRun.Of(["train", "--out", folder["out"], .. options]);

        Assert.AreEqual($"onnxforge: {message}\n", run.Error);
        Assert.AreEqual(2, run.Code);
        Assert.AreEqual("", run.Output);
        CollectionAssert.AreEqual(before.ToArray(), folder.Files.ToArray());
    }
}
