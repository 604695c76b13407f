using OnnxForge.Inference;
using OnnxForge.Tests.Inference;

namespace OnnxForge.Tests.Samples;

#region typed-class
[OnnxModel("housing.onnx", Signature = "(features float32 [batch, 8]) -> (price float32 [batch, 1])")]
public partial class Housing;
#endregion

/// <summary>The code about typed models, compiled with the generator by the build of these tests, for a model that sums the 8 values of a row.</summary>
[TestClass]
public sealed class ReadmeTypedModelTests
{
    [TestMethod]
    public void TypedModel_OfThisProject_Predicts()
    {
        #region typed-predict
        using var housing = Housing.Load();
        float price = housing.Predict(new Housing.Input { Features = [1, 2, 3, 4, 5, 6, 7, 8] }).Price;
        #endregion

        Assert.AreEqual(36f, price);
        Assert.AreEqual("(features float32 [batch, 8]) -> (price float32 [batch, 1])", Housing.ExpectedSignature.ToString());
    }

    [TestMethod]
    public async Task TypedModel_RowsAndBareElements_Predict()
    {
        using var housing = Housing.Load();
        var features = new float[16];
        using var timeLimit = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        #region typed-rows
        Housing.Output[] prices = housing.PredictRows([new() { Features = [1, 2, 3, 4, 5, 6, 7, 8] }, new() { Features = new float[8] }]);
        prices = await housing.PredictRowsAsync([new() { Features = new float[8] }], timeLimit.Token);
        float[] bare = housing.Predict(features);                   // the rows one after another
        int written = housing.Predict(features, bare);              // allocates nothing
        #endregion

        Assert.AreEqual(0f, prices.Single().Price);
        Assert.AreEqual(2, written);
    }

    [TestMethod]
    public void Data_OfTheTypedModel_IsTheHandMadeModel() => CollectionAssert.AreEqual(HandMadeModels.Housing, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "housing.onnx")));
}
