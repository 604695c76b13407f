using OnnxForge.Authoring;
using OnnxForge.Tests.Policy;
using static OnnxForge.Tests.Samples.MyFunctions;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Samples;

/// <summary>The README's functions as parts of a model.</summary>
[TestClass]
public sealed class ReadmeFunctionsTests
{
    [TestMethod]
    public void Readme_Functions_TrainAndAreSaved()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        manual_seed(7);
        var x = randn(256, 8);
        var y = x.sum(1, keepdim: true).abs();

        #region use-functions
        var model = new Sequential([
            new Dense(30, "selu", kernelInitializer: "lecun_normal"),
            new Dense(1, Activation.Of(MySoftplus), kernelInitializer: Initializer.Of(MyGlorot), kernelRegularizer: Regularizer.Of(MyL1), kernelConstraint: Constraint.Of(MyPositive)),
        ]);
        model.Compile(Loss.Of(MySquared), "nadam", Metric.Of(MySquared), "mae");
        #endregion

        var history = model.Fit(x, y, new FitOptions { Epochs = 5 });
        Assert.IsLessThan(history.Epochs[0].Values["my_squared"], history.Epochs[^1].Values["my_squared"]);
        ModelBundle.Save(Path.Combine(folder.Path, "model.forge"), model);
        var registry = new CustomObjectRegistry().RegisterFunction(MySoftplus).RegisterFunction(MyGlorot).RegisterFunction(MyL1).RegisterFunction(MyPositive).RegisterFunction(MySquared);
        var loaded = (Sequential)ModelBundle.Load(Path.Combine(folder.Path, "model.forge"), registry).Model;
        Assert.IsTrue(model.Predict(x).equal(loaded.Predict(x)).all().item<bool>());
    }
}
