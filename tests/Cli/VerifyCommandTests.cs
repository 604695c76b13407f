using OnnxForge.Inference;
using OnnxForge.Tests.Inference;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class VerifyCommandTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Cleanup() => folder.Dispose();

    [TestMethod]
    public void Verify_ItsOwnExport_Holds()
    {
        var run = CliRun.Of("verify", TrainedFolder.Bundle, TrainedFolder.Onnx);

        Assert.AreEqual(0, run.Code, run.Error + run.Output);
        StringAssert.Contains(run.Output, "batch 64");
        StringAssert.EndsWith(run.Output, "The exported model computes what the model computes.\n");
    }

    [TestMethod]
    public void Verify_OtherWeights_DiffersWithFigures()
    {
        Assert.AreEqual(0, CliRun.Of("train", "--recipe", "mlp", "--epochs", "1", "--out", folder["other"]).Code);

        var run = CliRun.Of("verify", TrainedFolder.Bundle, Path.Combine(folder["other"], "model.onnx"), "--json");

        Assert.AreEqual(1, run.Code, run.Error);
        Assert.IsFalse((bool)run.Json["holds"]!);
        Assert.IsGreaterThan(100, (double)run.Json["maxAbsolute"]!);
        Assert.IsGreaterThan(1e-3, (double)run.Json["maxRelative"]!);
        StringAssert.StartsWith((string)run.Json["cases"]![0]!["mismatch"]!, "output \"median_house_value\", element 0: ");
    }

    [TestMethod]
    public void Verify_WidestTolerance_Holds()
    {
        UserAssembly.SaveBundle(folder["scale.forge"], "Scale", 3.0);
        File.WriteAllBytes(folder["scale.onnx"], new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "batch", 3).Weight("w", [3.01f], 1)
            .Node("Mul", ["x", "w"], ["y"]).Output("y", OnnxModelBuilder.Float32, "batch", 3).Build());
        NpyFile.Write(folder["x.npy"], TensorData.Create(new float[] { 1, 2, 3, -4, 5, 6 }, 2, 3));
        string[] arguments = ["verify", folder["scale.forge"], folder["scale.onnx"], "--assembly", UserAssembly.Path, "--input", $"x={folder["x.npy"]}"];

        var strict = CliRun.Of(arguments);
        var wide = CliRun.Of([.. arguments, "--rtol", "0.01"]);

        Assert.AreEqual(1, strict.Code, strict.Error);
        StringAssert.Contains(strict.Output, "The exported model differs from the model:\n  all rows: output \"y\", element 0: 3 of the model, 3.00999999 of ONNX Runtime, a difference of 0.01 where ");
        Assert.AreEqual(0, wide.Code, wide.Output);
    }

    [TestMethod]
    public void Verify_OtherInputs_IsBadUse()
    {
        File.WriteAllBytes(folder["linear.onnx"], HandMadeModels.Linear);

        var run = CliRun.Of("verify", TrainedFolder.Bundle, folder["linear.onnx"]);

        Assert.AreEqual(2, run.Code);
        StringAssert.StartsWith(run.Error, $"onnxforge: Inputs of model '{folder["linear.onnx"]}': expected x float32 [batch, 3]; received ");
    }

    [TestMethod]
    public void Verify_NoFile_Says()
    {
        var run = CliRun.Of("verify", TrainedFolder.Bundle, "none.onnx");

        Assert.AreEqual("onnxforge: none.onnx: expected an ONNX file; received a path where there is none. Check the path.\n", run.Error);
        Assert.AreEqual(2, run.Code);
    }
}
