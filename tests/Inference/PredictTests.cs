using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class PredictTests
{
    [TestMethod]
    public void Predict_Rows_EqualsRun()
    {
        using var model = InferenceModel.Load(Linear);
        var rows = Enumerable.Range(0, 21).Select(value => value * 0.25f).ToArray();
        CollectionAssert.AreEqual(model.Run(Named(("x", TensorData.Create(rows, 7, 3))))["y"].AsSpan<float>().ToArray(), model.Predict(rows));
    }

    [TestMethod]
    public void Predict_NoRows_GivesNothing()
    {
        using var model = InferenceModel.Load(Linear);
        Assert.AreEqual(0, model.Predict([]).Length);
    }

    [TestMethod]
    public void Predict_IntoSpan_WritesOnlyTheOutput()
    {
        using var model = InferenceModel.Load(Linear);
        float[] predictions = [-1, -1, -1];
        Assert.AreEqual(2, model.Predict([1f, 2f, 3f], predictions));
        CollectionAssert.AreEqual(new[] { 24f, 19f, -1f }, predictions);
    }

    [TestMethod]
    public void Predict_ShortSpan_StaysAsItIs()
    {
        using var model = InferenceModel.Load(Linear);
        float[] predictions = [-1];
        Fails<InferenceException>(() => model.Predict([1f, 2f, 3f], predictions), $"Predictions of model in memory ({Linear.Length} bytes): expected room for 2 values; received room for 1. Give a longer span.");
        CollectionAssert.AreEqual(new[] { -1f }, predictions);
    }

    [TestMethod]
    public void Predict_PartOfARow_IsRefused()
    {
        using var model = InferenceModel.Load(Linear);
        Fails<SignatureMismatchException>(() => model.Predict(new float[4]), $"Predict of model in memory ({Linear.Length} bytes): expected any number of rows of 3 values for x float32 [batch, 3]; received 4 values. Give whole rows, one after another.");
    }

    [TestMethod]
    public void Predict_FixedBatch_TakesThatManyRows()
    {
        var bytes = new OnnxModelBuilder().Input("x", 1, 2, 2).Output("y", 1, 2, 2).Node("Neg", ["x"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        CollectionAssert.AreEqual(new[] { -1f, -2f, -3f, -4f }, model.Predict([1f, 2f, 3f, 4f]));
        Fails<SignatureMismatchException>(() => model.Predict(new float[2]), $"Predict of model in memory ({bytes.Length} bytes): expected 2 rows of 2 values for x float32 [2, 2]; received 2 values. Give whole rows, one after another.");
    }

    [TestMethod]
    public void Predict_OtherSignature_PointsToRun()
    {
        using var model = InferenceModel.Load(Identity(OnnxModelBuilder.Int64));
        Fails<InferenceException>(
            () => model.Predict([1f]),
            $"Predict of model in memory ({Identity(OnnxModelBuilder.Int64).Length} bytes): expected one float32 input whose sizes after the first are fixed, and one float32 output; received (x int64 [n]) -> (y int64 [n]). Use Run.");
    }
}
