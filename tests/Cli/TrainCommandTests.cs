using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using OnnxForge.Inference;
using OnnxForge.Models;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class TrainCommandTests
{
    private static readonly string[] Promised = ["checkpoints", "history.csv", "learning-curve.svg", "model.forge", "model.io.npz", "model.onnx", "report.html", "verification.json"];

    [TestMethod]
    public void Train_Generated_WritesThePromisedFilesAndNothingElse()
    {
        Assert.AreEqual(0, TrainedFolder.Run.Code, TrainedFolder.Run.Error);
        Assert.AreEqual("", TrainedFolder.Run.Error);
        CollectionAssert.AreEqual(Promised, Directory.EnumerateFileSystemEntries(TrainedFolder.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray());
        foreach (var file in TrainedFolder.Json["files"]!.AsArray())
            Assert.AreEqual(new FileInfo(TrainedFolder.File((string)file!["name"]!)).Length, (long)file["bytes"]!);
    }

    [TestMethod]
    public void Train_Json_TellsMetricsParityAndLatency()
    {
        var json = TrainedFolder.Json;

        Assert.AreEqual("median_house_value", (string?)json["data"]!["target"]);
        Assert.AreEqual(GeneratedHousing.Create().Rows, (int)json["data"]!["trainingRows"]! + (int)json["data"]!["validationRows"]! + (int)json["data"]!["testRows"]!);
        Assert.HasCount(2, json["training"]!["history"]!.AsArray());
        foreach (var part in (string[])["training", "validation", "test"])
        {
            var metrics = json["metrics"]![part]!;
            Assert.IsGreaterThan(1000, (double)metrics["rmse"]!);
            Assert.IsGreaterThan(1000, (double)metrics["linearRegressionRmse"]!);
            Assert.IsGreaterThan(0, (double)metrics["compiled"]!["huber"]!);
        }
        CollectionAssert.AreEqual(new[] { 1, 64 }, json["latency"]!.AsArray().Select(row => (int)row!["batch"]!).ToArray());
        foreach (var row in json["latency"]!.AsArray())
        {
            Assert.IsGreaterThan(0, (double)row!["torchSharpMicroseconds"]!);
            Assert.AreEqual((double)row["torchSharpMicroseconds"]! / (double)row["onnxRuntimeMicroseconds"]!, (double)row["ratio"]!, 0.01);
            Assert.IsGreaterThanOrEqualTo(50, (int)row["pairs"]!);
        }
    }

    [TestMethod]
    public void Train_Parity_CoversTheTestSplitAndBatchSizes()
    {
        var parity = TrainedFolder.Json["parity"]!;
        var cases = parity["cases"]!.AsArray();

        CollectionAssert.AreEqual(new[] { "test split", "batch 1", "batch 2", "batch 7", "batch 64" }, cases.Select(row => (string)row!["name"]!).ToArray());
        CollectionAssert.AreEqual(new[] { (int)TrainedFolder.Json["data"]!["testRows"]!, 1, 2, 7, 64 }, cases.Select(row => (int)row!["values"]!).ToArray());
        Assert.IsTrue((bool)parity["holds"]!);
        Assert.IsLessThan(1e-4, (double)parity["maxRelative"]!);
        Assert.AreEqual(0, (double)parity["bundleDifference"]!);
    }

    [TestMethod]
    public void Train_VerificationFile_IsAboutTheWrittenModel()
    {
        var verification = JsonNode.Parse(File.ReadAllText(TrainedFolder.File("verification.json")))!;

        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(TrainedFolder.Onnx))), (string?)verification["sha256"]);
        Assert.AreEqual(20, (int)verification["opset"]!);
        Assert.IsTrue((bool)verification["parity"]!["holds"]!);
        Assert.IsNotEmpty(verification["export"]!["cases"]!.AsArray());
        Assert.AreEqual("0.107.0", (string?)verification["versions"]!["torchSharp"]);
    }

    [TestMethod]
    public void Train_SampleFile_IsWhatOnnxRuntimeComputes()
    {
        var samples = NpzFile.Read(TrainedFolder.File("model.io.npz"));
        using var model = InferenceModel.Load(TrainedFolder.Onnx);

        var outputs = model.Run(samples.Where(entry => entry.Key.StartsWith("in:", StringComparison.Ordinal)).ToDictionary(entry => entry.Key[3..], entry => entry.Value));

        var expected = samples["out:median_house_value"];
        CollectionAssert.AreEqual(new long[] { 64, 1 }, expected.Dims.ToArray());
        var received = outputs["median_house_value"].AsSpan<float>().ToArray();
        for (var row = 0; row < received.Length; row++) Assert.AreEqual(expected.AsSpan<float>()[row], received[row], 1e-4 * Math.Abs(received[row]));
    }

    [TestMethod]
    public void Train_Onnx_TakesRawRowsAndCarriesItsConfigs()
    {
        using var model = InferenceModel.Load(TrainedFolder.Onnx);

        Assert.AreEqual("longitude float32 [batch, 1]", model.Signature.Inputs[0].ToString());
        Assert.AreEqual("ocean_proximity string [batch, 1]", model.Signature.Inputs[8].ToString());
        Assert.AreEqual("median_house_value float32 [batch, 1]", model.Signature.Outputs.Single().ToString());
        Assert.AreEqual("seed/residual-regressor", (string?)JsonNode.Parse(model.Metadata["model.config"])!["config"]!["core"]!["type"]);
        Assert.AreEqual("seed/huber-loss", (string?)JsonNode.Parse(model.Metadata["model.compile"])!["core"]!["loss"]!["type"]);
        Assert.AreEqual("median_house_value", (string?)JsonNode.Parse(model.Metadata["model.preprocessing"])!["target"]!["name"]);
        Assert.AreEqual(42, (int)JsonNode.Parse(model.Metadata["model.training"])!["settings"]!["seed"]!);
        Assert.AreEqual("1", model.Metadata["onnxforge.format_version"]);
        Assert.IsTrue(model.Metadata.ContainsKey("onnxforge.signature"));
        Assert.IsTrue(model.Metadata.ContainsKey("onnxforge.parity"));
    }

    [TestMethod]
    public void Train_HistoryFile_HasALineAnEpoch()
    {
        var lines = File.ReadAllLines(TrainedFolder.File("history.csv"));

        Assert.AreEqual("epoch,loss,huber,mean_absolute_error,val_loss,val_huber,val_mean_absolute_error,seconds", lines[0]);
        Assert.HasCount(3, lines);
        StringAssert.StartsWith(lines[2], "2,");
        Assert.AreEqual("svg", XDocument.Load(TrainedFolder.File("learning-curve.svg")).Root!.Name.LocalName);
        StringAssert.Contains(File.ReadAllText(TrainedFolder.File("report.html")), "Predicting median_house_value");
    }

    [TestMethod]
    public void Train_SameSeed_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();

        foreach (var name in (string[])["one", "two"])
            Assert.AreEqual(0, CliRun.Of("train", "--recipe", "mlp", "--epochs", "1", "--seed", "7", "--batch", "64", "--opset", "17", "--out", folder[name]).Code);

        foreach (var file in (string[])["model.forge", "model.onnx", "model.io.npz"])
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(folder["one"], file)), File.ReadAllBytes(Path.Combine(folder["two"], file)), file);
    }

    [TestMethod]
    [DataRow("wide-deep")]
    [DataRow("reconstructing")]
    public void Train_OtherRecipe_PrintsPlainLinesAndTables(string recipe)
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--recipe", recipe, "--epochs", "1", "--out", folder["out"]);

        Assert.AreEqual(0, run.Code, run.Error);
        StringAssert.Contains(run.Output, "\nEpoch 1/1 - ");
        StringAssert.Contains(run.Output, " - val_loss: ");
        foreach (var text in (string[])["RMSE of linear regression", "test split", "batch 64", "model.onnx", "ONNX Runtime"]) StringAssert.Contains(run.Output, text);
        Assert.DoesNotContain("\r", run.Output);
        Assert.DoesNotContain("\u001b", run.Output);
    }

    [TestMethod]
    public void Train_CancelledAtOnce_SavesNothing()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of(new CancellationToken(canceled: true), "train", "--epochs", "1", "--out", folder["out"]);

        Assert.AreEqual(130, run.Code);
        StringAssert.EndsWith(run.Output, "Interrupted before the first epoch was done. Add --resume to go on.\n");
        CollectionAssert.AreEqual(new[] { "out" }, folder.Files.ToArray());
    }
}
