using OnnxForge.Authoring;
using OnnxForge.Models;
using ConfigContract = OnnxForge.Tests.Authoring.ConfigContract;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models;

[TestClass]
public sealed class LinearRegressionTests
{
    [TestMethod]
    public void Fit_OfAPlane_FindsIt()
    {
        var x = randn(50, 3);
        using var regression = LinearRegression.Fit(x, x.matmul(tensor(new[,] { { 2f }, { -1f }, { 0.5f } })) + 7);
        using var prediction = regression.Predict(eye(3));
        Assert.IsTrue(prediction.allclose(tensor(new[,] { { 9.0 }, { 6.0 }, { 7.5 } }), 1e-5), $"{prediction}");
        Assert.AreEqual(ScalarType.Float64, prediction.dtype);
    }

    [TestMethod]
    public void Fit_OfDependentFeatures_PredictsTheirMeans()
    {
        // One-hot columns add up to the intercept's column.
        var x = tensor(new[,] { { 1f, 0f }, { 1f, 0f }, { 0f, 1f } });
        using var regression = LinearRegression.Fit(x, tensor(new[,] { { 1f }, { 3f }, { 10f } }));
        Assert.IsTrue(regression.Predict(x).allclose(tensor(new[,] { { 2.0 }, { 2.0 }, { 10.0 } })));
    }

    [TestMethod]
    public void Fit_OfDependentFeaturesManyTimes_GivesOneSolution()
    {
        var kind = arange(300) % 3;
        var x = cat([randn(300, 4), kind.eq(arange(3).reshape(3, 1)).t().to(ScalarType.Float32)], 1);
        var y = randn(300, 1);
        var solutions = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            using var scope = NewDisposeScope();
            randint(1, 1000, [8], ScalarType.Int32);
            using var regression = LinearRegression.Fit(x, y);
            solutions.Add($"{(regression.Predict(x) - y).square().mean().item<double>():G10}");
        }
        Assert.AreEqual(1, solutions.Count, string.Join(", ", solutions));
    }

    [TestMethod]
    public void Shapes_ThatDoNotFit_AreRefused()
    {
        ConfigContract.Error<ShapeException>("LinearRegression.Fit: expected features [rows, features] and targets [rows, outputs], 1 row or more; "
            + "received features [3, 2] and targets [3]. Shape single features and targets with reshape(-1, 1).", () => LinearRegression.Fit(ones(3, 2), ones(3)));
        using var regression = LinearRegression.Fit(randn(9, 2), randn(9, 1));
        ConfigContract.Error<ShapeException>("LinearRegression.Predict: expected features [rows, 2]; received features [9, 3]. Give the features of the fit.",
            () => regression.Predict(ones(9, 3)));
    }
}
