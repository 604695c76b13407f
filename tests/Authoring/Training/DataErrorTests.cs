using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class DataErrorTests
{
    private static readonly Tensor x = ones(4, 2), y = ones(4, 1);

    [TestMethod]
    public void NaN_InInputs_NamesRowAndColumn()
    {
        var bad = x.clone();
        bad[2, 1] = float.NaN;
        const string rest = ": expected numbers; received NaN in row 2, column 1. Fill the missing values or leave the rows out; rows and columns are counted from 0.";
        var model = TrainingSamples.Compiled();
        ConfigContract.Error<DataException>("LineModel.Fit, inputs" + rest, () => model.Fit(bad, y));
        ConfigContract.Error<DataException>("LineModel.Fit, validation, inputs" + rest, () => model.Fit(x, y, new FitOptions { Validation = (bad, y) }));
        ConfigContract.Error<DataException>("LineModel.Evaluate, inputs" + rest, () => model.Evaluate(bad, y));
        Assert.IsFalse(model.Built);
        Assert.IsTrue(model.Predict(bad).isnan().any().item<bool>());
    }

    [TestMethod]
    public void NaN_InTargets_IsCounted()
    {
        var bad = tensor((float[])[1, float.NaN, 1, float.NaN]);
        ConfigContract.Error<DataException>("LineModel.Fit, targets of output 1: expected numbers; received NaN in 2 places, first in row 1. "
            + "Fill the missing values or leave the rows out; rows and columns are counted from 0.", () => TrainingSamples.Compiled().Fit(new RowSource([x], [y, bad])));
    }

    [TestMethod]
    public void IntegerTargets_ForAFloatLoss_AreRefused() => ConfigContract.Error<DataException>(
        "mean_squared_error: expected a floating-point target, as the prediction's float32; received a target of type int64. "
        + "Convert the targets, target.to(ScalarType.Float32), or take a loss for class indices.",
        () => TrainingSamples.Compiled().Fit(x, ones(4, 1, ScalarType.Int64)));

    [TestMethod]
    public void CompileWithoutLoss_IsRefused() => ConfigContract.Error<ConfigException>(
        "LineModel.Compile: expected a loss; received none. Pass what training makes small, such as new MeanSquaredError().",
        () => new LineModel().Compile((Loss)null!, new Nadam()));
}
