using OnnxForge.Authoring;
using OnnxForge.Models;
using CallbackLog = OnnxForge.Tests.Authoring.CallbackLog;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models;

[TestClass]
public sealed class ModelsTests
{
    [TestMethod]
    public void ResidualRegressor_SharesOneBlock()
    {
        var model = new ResidualRegressor();
        Assert.AreEqual(1, model.call(randn(3, 8)).shape[1]);
        Assert.AreEqual("hidden1.kernel [8, 30], hidden1.bias [30], block1.hidden.0.kernel [30, 30], block1.hidden.0.bias [30], block1.hidden.1.kernel [30, 30], "
            + "block1.hidden.1.bias [30], block2.hidden.0.kernel [30, 30], block2.hidden.0.bias [30], block2.hidden.1.kernel [30, 30], block2.hidden.1.bias [30], "
            + "output.kernel [30, 1], output.bias [1]", string.Join(", ", model.named_parameters().Select(weight => $"{weight.name} {Shape.Of(weight.parameter)}")));
    }

    [TestMethod]
    public void ResidualRegressor_IsTheSeedsFormula()
    {
        var model = new ResidualRegressor();
        var x = randn(5, 4);
        using var output = model.call(x);
        var weights = model.named_parameters().ToDictionary(weight => weight.name, weight => weight.parameter);
        var z = nn.functional.elu(Affine(x, "hidden1"), 1);
        foreach (var block in new[] { "block1", "block1", "block1", "block1", "block2" })
            z = z + nn.functional.elu(Affine(nn.functional.elu(Affine(z, $"{block}.hidden.0"), 1), $"{block}.hidden.1"), 1);
        Assert.IsTrue(output.allclose(Affine(z, "output"), 1e-4, 1e-4));

        Tensor Affine(Tensor input, string layer) => input.matmul(weights[$"{layer}.kernel"]) + weights[$"{layer}.bias"];
    }

    [TestMethod]
    public void ResidualRegressor_OutputKernel_IsPositiveAfterEachStep()
    {
        var model = ResidualRegressor.Recipe.Create();
        var smallest = new List<float>();
        model.Fit(randn(256, 8), randn(256, 1), new FitOptions { Callbacks = [new CallbackLog { Step = _ => smallest.Add(model.get_parameter("output.kernel")!.min().item<float>()) }] });
        Assert.AreEqual(8, smallest.Count);
        Assert.IsTrue(smallest.TrueForAll(value => value >= 0), string.Join(", ", smallest));
        Assert.IsTrue(smallest.Contains(0f));
    }

    [TestMethod]
    public void ReconstructingRegressor_AddsItsLossAndReportsIt()
    {
        var model = ReconstructingRegressor.Recipe.Create();
        var (x, y) = (randn(64, 5), randn(64, 1));
        var values = model.Fit(x, y, new FitOptions { BatchSize = 64, Epochs = 1 }).Epochs[0].Values;
        Assert.AreEqual("loss, mean_absolute_error, reconstruction_error", string.Join(", ", values.Keys));
        var evaluated = model.Evaluate(x, y, 64);
        var error = (model.Predict(x) - y).square().mean().item<float>();
        Assert.AreEqual(error + 0.05 * evaluated["reconstruction_error"], evaluated["loss"], 1e-5);
        Assert.IsLessThan(values["reconstruction_error"], model.Fit(x, y, new FitOptions { Epochs = 20 }).Epochs[^1].Values["reconstruction_error"]);
        CollectionAssert.AreEqual(new long[] { 30, 5 }, model.get_parameter("reconstruct.kernel")!.shape);
    }

    [TestMethod]
    public void WideDeepRegressor_TrainsEachPathByItsOwnOptimizer()
    {
        var (x, y) = (randn(64, 5), randn(64, 1));
        foreach (var (wideRate, deepRate, changed) in new[] { (0.1, 0.0, "wide"), (0.0, 0.1, "deep") })
        {
            var model = new WideDeepRegressor();
            model.Compile(new MeanSquaredError(), new MultiOptimizer([new("wide", new StochasticGradientDescent(wideRate)), new("deep", new Nadam(deepRate))]));
            model.Predict(x).Dispose();
            var before = model.named_parameters().ToDictionary(weight => weight.name, weight => weight.parameter.bytes.ToArray());
            model.Fit(x, y);
            foreach (var (name, weight) in model.named_parameters())
                Assert.AreEqual(name.StartsWith(changed, StringComparison.Ordinal), !weight.bytes.SequenceEqual(before[name]), name);
        }
    }
}
