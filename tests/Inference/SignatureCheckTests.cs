using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class SignatureCheckTests
{
    private const string PairInputs = "left float32 [batch, 2], right float32 [batch, 2], names string [batch]";

    [TestMethod]
    public void Run_AllKindsOfDifferences_AreReportedTogether() => Mismatch(
        Named(("left", Floats(2, 3)), ("right", TensorData.Create([1d, 2d], 1, 2)), ("bias", Floats(1)), ("aux", Floats(1))),
        "left float32 [2, 3], right float64 [1, 2], aux float32 [1], bias float32 [1]",
        "Make dimension 1 of left 2; give right as float32; make batch equal in dimension 0 of left (2) and dimension 0 of right (1); add names; remove aux; remove bias");

    [TestMethod]
    public void Run_NothingGiven_AsksForAll() => Mismatch(Named(), "nothing", "Add left; add right; add names");

    [TestMethod]
    public void Run_NullTensor_CountsAsMissing() => Mismatch(
        Named(("left", Floats(1, 2)), ("right", Floats(1, 2)), ("names", null!)), "left float32 [1, 2], right float32 [1, 2], names null", "Add names");

    [TestMethod]
    public void Run_WrongRank_SaysTheRank() => Mismatch(
        Named(("left", Floats(1, 2)), ("right", Floats(2)), ("names", TensorData.Create(["a"], 1, 1))),
        "left float32 [1, 2], right float32 [2], names string [1, 1]",
        "Give right 2 dimensions; give names 1 dimension");

    [TestMethod]
    public void Run_UnequalSymbolAcrossTypes_NamesBothPlaces() => Mismatch(
        Named(("left", Floats(2, 2)), ("right", Floats(2, 2)), ("names", TensorData.Create(["a"], 1))),
        "left float32 [2, 2], right float32 [2, 2], names string [1]",
        "Make batch equal in dimension 0 of left (2) and dimension 0 of names (1)");

    [TestMethod]
    public void Run_InputGivenToModelWithoutInputs_IsRefused()
    {
        using var model = InferenceModel.Load(new OnnxModelBuilder().Output("y", OnnxModelBuilder.Float32, 1).Weight("w", [1f], 1).Node("Neg", ["w"], ["y"]).Build());
        var error = Assert.ThrowsExactly<SignatureMismatchException>(() => model.Run(Named(("x", Floats(1)))));
        Assert.AreEqual("no inputs", error.Expected);
        Assert.AreEqual("x float32 [1]", error.Received);
        Assert.AreEqual("Remove x", error.Remedy);
    }

    [TestMethod]
    public void Run_UnnamedSizes_MayDiffer()
    {
        using var model = InferenceModel.Load(new OnnxModelBuilder()
            .Input("a", OnnxModelBuilder.Float32, null, 1).Input("b", OnnxModelBuilder.Float32, null, null).Output("y", OnnxModelBuilder.Float32, null, null)
            .Node("MatMul", ["a", "b"], ["y"]).Build());
        Assert.AreEqual("a float32 [?, 1]", model.Signature.Inputs[0].ToString());
        Assert.AreEqual("float32 [3, 2]", model.Run(Named(("a", Floats(3, 1)), ("b", Floats(1, 2))))["y"].ToString());
    }

    [TestMethod]
    public void Bind_Mismatch_IsTheSameError()
    {
        using var model = InferenceModel.Load(Linear);
        Fails<SignatureMismatchException>(
            () => model.Bind(Named(("x", Floats(2, 4)))),
            $"Inputs of model in memory ({Linear.Length} bytes): expected x float32 [batch, 3]; received x float32 [2, 4]. Make dimension 1 of x 3.");
    }

    private static TensorData Floats(params long[] dims) => TensorData.Create(new float[dims.Aggregate(1L, (product, dim) => product * dim)], dims);

    private static void Mismatch(Dictionary<string, TensorData> inputs, string received, string remedy)
    {
        using var model = InferenceModel.Load(Pair);
        Fails<SignatureMismatchException>(() => model.Run(inputs), $"Inputs of model in memory ({Pair.Length} bytes): expected {PairInputs}; received {received}. {remedy}.");
    }
}
