using OnnxForge.Cli;
using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Tests.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class ParityCheckTests
{
    [TestMethod]
    public void Compare_NotANumberAndInfinity_AreEqualToThemselves()
    {
        var result = Compare(Identity, [1, float.NaN, float.PositiveInfinity]);

        Assert.IsTrue(result.Holds);
        Assert.AreEqual(0, result.MaxAbsolute);
        Assert.AreEqual(3, result.Values);
    }

    [TestMethod]
    public void Compare_InfinityForItsOpposite_Differs()
    {
        var result = Compare(model => model.Node("Neg", ["x"], ["y"]).Output("y", OnnxModelBuilder.Float32, "n"), [0, float.PositiveInfinity]);

        StringAssert.StartsWith(result.Mismatch!, "output \"y\", element 1: Infinity of the model, -Infinity of ONNX Runtime, a difference of Infinity where 0 is allowed");
        Assert.AreEqual(double.PositiveInfinity, result.MaxAbsolute);
    }

    [TestMethod]
    public void Compare_OtherTypeOrShape_Differs()
    {
        var type = Compare(model => model.Node("Cast", ["x"], ["y"], ("to", (long)OnnxModelBuilder.Float64)).Output("y", OnnxModelBuilder.Float64, "n"), [1, 2]);
        var shape = Compare(model => model.Weight("axes", [0L], 1).Node("Unsqueeze", ["x", "axes"], ["y"]).Output("y", OnnxModelBuilder.Float32, 1, "n"), [1, 2]);

        Assert.AreEqual("output \"y\": Float32 [2] of the model, float64 [2] of ONNX Runtime", type.Mismatch);
        Assert.AreEqual("output \"y\": Float32 [2] of the model, float32 [1, 2] of ONNX Runtime", shape.Mismatch);
    }

    [TestMethod]
    public void Compare_Differences_AreCollected()
    {
        List<double> differences = [];

        var result = Compare(model => model.Weight("w", [0.5f], 1).Node("Add", ["x", "w"], ["y"]).Output("y", OnnxModelBuilder.Float32, "n"), [1, 2, 4], differences);

        CollectionAssert.AreEqual(new[] { 0.5, 0.5, 0.5 }, differences);
        Assert.AreEqual(0.5, result.MaxAbsolute);
        Assert.AreEqual(0.5, result.MaxRelative);
        StringAssert.StartsWith(result.Mismatch!, "output \"y\", element 0: 1 of the model, 1.5 of ONNX Runtime, a difference of 0.5 where ");
    }

    [TestMethod]
    public void Of_Metadata_NeverAllowsMoreThanAHundredth()
    {
        Assert.AreEqual(ParityTolerance.Default, ParityTolerance.Of(new Dictionary<string, string>()));
        Assert.AreEqual(ParityTolerance.Default, ParityTolerance.Of(new Dictionary<string, string> { ["onnxforge.parity"] = "[]" }));
        Assert.AreEqual(new ParityTolerance(1e-6, 0.01), ParityTolerance.Of(new Dictionary<string, string> { ["onnxforge.parity"] = """{"absoluteTolerance":1e-6,"relativeTolerance":5}""" }));
    }

    private static OnnxModelBuilder Identity(OnnxModelBuilder model) => model.Node("Identity", ["x"], ["y"]).Output("y", OnnxModelBuilder.Float32, "n");

    private static ParityCaseResult Compare(Func<OnnxModelBuilder, OnnxModelBuilder> complete, float[] values, List<double>? differences = null)
    {
        using var exported = InferenceModel.Load(complete(new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "n")).Build());
        var rows = new ArrayRows([("x", TensorData.Create(values, values.Length))]);
        using var eager = new EagerModel(nn.Identity()) { Inputs = [new InputSpec("x")], Rows = rows };
        using var batch = rows.All();
        return new ParityCheck(eager, exported, ParityTolerance.Default).Compare("case", batch, differences);
    }
}
