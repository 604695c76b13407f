using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>What a model says to input that cannot be right, and that it is unchanged after it.</summary>
[TestClass]
public sealed class BadInputTests
{
    private static readonly Tensor x = ones(4, 2), y = ones(4, 1);

    [TestMethod]
    public void FeaturesOfAnotherNumber_AreRefused() => Refused<ShapeException>(
        "Dense Dense: expected an input [batch, ..., 2], as it was built for; received an input [4, 3]. Give it the features of the first input, or make a new layer.", ones(4, 3), y);

    [TestMethod]
    public void InputOfAnotherRank_IsRefused()
    {
        var model = new Sequential([new Conv2D(1, [3]), new Flatten(), new Dense(1)]);
        model.Compile(new MeanSquaredError(), new Nadam());
        const string message = "Conv2D Conv2D: expected an input [batch, channels, height, width]; received an input [?, 28, 28]. Give it these dimensions, or reshape it first.";
        ConfigContract.Error<ShapeException>(message, () => model.Fit(ones(4, 28, 28), y));
        ConfigContract.Error<ShapeException>(message, () => model.Predict(ones(4, 28, 28)));
        ConfigContract.Error<ShapeException>(message, () => _ = new Sequential([new Conv2D(1, [3])], input: [28, 28]));
        Assert.IsEmpty(model.parameters().ToArray());
        model.Fit(ones(4, 1, 28, 28), y);
    }

    [TestMethod]
    public void InputOfAnotherType_IsRefused()
    {
        Refused<DataException>("Dense Dense: expected a Float32 input, as its weights are; received a Float64 one. Convert the input, x.to(ScalarType.Float32), or the layer.", x.to(ScalarType.Float64), y);
        Refused<DataException>("Dense Dense: expected a Float32 input, as its weights are; received a Int64 one. Convert the input, x.to(ScalarType.Float32), or the layer.", x.to(ScalarType.Int64), y);
    }

    [TestMethod]
    public void Labels_OutOfRange_AreRefused()
    {
        var model = new Sequential([new Dense(3)], input: [2]);
        var before = model.Layers[0].parameters().First().clone();
        model.Compile(new SparseCategoricalCrossentropy(FromLogits: true), new StochasticGradientDescent(0.1));
        const string rest = "class labels from 0 to 2, as the prediction has 3 classes; received ";
        const string remedy = ". Count labels from 0, give the model an output for each class, or name a label to be ignored.";
        ConfigContract.Error<DataException>($"sparse_categorical_crossentropy: expected {rest}labels from 1 to 3{remedy}", () => model.Fit(x, tensor((long[])[1, 2, 3, 1])));
        ConfigContract.Error<DataException>($"sparse_categorical_crossentropy: expected {rest}labels from -1 to 2{remedy}", () => model.Evaluate(x, tensor((long[])[-1, 2, 0, 1])));
        Assert.IsTrue(model.Layers[0].parameters().First().equal(before).all().item<bool>());
    }

    [TestMethod]
    public void BatchesWithoutEnd_OrWithoutBeginning_AreNamed()
    {
        var model = TrainingSamples.Compiled();
        ConfigContract.Error<DataException>("LineModel.Fit, epoch 1: expected a batch or more; received none. "
            + "Check where the batches come from; a sequence that can be read once serves one epoch.", () => model.Fit(DataSource.FromBatches([])));
        ConfigContract.Error<DataException>("LineModel.Fit, epoch 1: expected 3 batches; received 1. "
            + "Check where the batches come from; a sequence that can be read once serves one epoch.", () => model.Fit(DataSource.FromBatches(Once()), new FitOptions { StepsPerEpoch = 3 }));

        static IEnumerable<Batch> Once()
        {
            if (!read) yield return new Batch([x], [y]);
            read = true;
        }
    }

    [TestMethod]
    public void BatchOfDifferentLengths_IsRefused() => Refused<ShapeException>(
        "mean_squared_error: expected a target of the prediction's shape [4, 1]; received a target of shape [3, 1]. "
        + "Give the targets the shape of the model's output, for one output a sample [batch, 1]: target.reshape(-1, 1).", model => model.Fit(DataSource.FromBatches([new Batch([x], [ones(3, 1)])])));

    [TestMethod]
    public void NaN_InABatch_EndsBeforeTheStep() => Refused<DataException>(
        "LineModel, epoch 1, step 1: expected a finite loss; received NaN. Look for missing or infinite values in inputs and targets, or lower the learning rate.",
        model => model.Fit(DataSource.FromBatches([new Batch([x * float.NaN], [y])])));

    [TestMethod]
    public void LayerCalledBeforeItCanBeBuilt_SaysHow()
    {
        ConfigContract.Error<AuthoringException>("Lstm Lstm: expected a layer that is built; received one that has seen no input. "
            + "Use call(x), which builds, instead of forward(x); or build it first with EnsureBuilt([-1, features]).", () => new Lstm(2).forward(ones(1, 2, 3)));
        ConfigContract.Error<ShapeException>("Dense Dense: expected an input [batch, ..., features] whose features are known and 1 or more; received an input [?, ?]. "
            + "Build it for an input whose sizes are known.", () => _ = new Sequential([new Dense(2)], input: [-1]));
    }

    [TestMethod]
    public void LossesOfAnotherNumberThanOutputs_AreRefused()
    {
        var input = GraphTensor.Input([2]);
        using var model = new MultiFunctionalModel([input], [new Dense(1).call(input), new Dense(1).call(input)]);
        model.Compile([new MeanSquaredError()], new Nadam());
        ConfigContract.Error<ConfigException>("MultiFunctionalModel: expected a loss for each of 2 outputs; received 1 losses and 2 targets. "
            + "Compile with a list of losses, one for each output, and give as many targets.", () => model.Fit([x], [y, y]));
    }

    [TestMethod]
    public void ConstraintOnAWeightThatIsLeftOut_IsRefused()
    {
        static string Message(string layer, string setting, string option, string type) => $"{layer} {layer}: expected no {setting}, as {option} is false; received {type}. Leave it out, or set {option} to true.";
        ConfigContract.Error<ConfigException>(Message("Dense", "biasConstraint", "useBias", "MaxNorm"), () => _ = new Dense(2, useBias: false, biasConstraint: new MaxNorm(1)));
        ConfigContract.Error<ConfigException>(Message("Conv2D", "biasRegularizer", "useBias", "L2"), () => _ = new Conv2D(2, [3], useBias: false, biasRegularizer: new L2(1)));
        ConfigContract.Error<ConfigException>(Message("Gru", "biasConstraint", "useBias", "NonNegative"), () => _ = new Gru(2, useBias: false, biasConstraint: new NonNegative()));
        ConfigContract.Error<ConfigException>(Message("MultiHeadAttention", "biasConstraint", "useBias", "MaxNorm"), () => _ = new MultiHeadAttention(1, 2, useBias: false, biasConstraint: new MaxNorm(1)));
        ConfigContract.Error<ConfigException>(Message("BatchNormalization", "gammaConstraint", "scale", "MaxNorm"), () => _ = new BatchNormalization(scale: false, gammaConstraint: new MaxNorm(1)));
        ConfigContract.Error<ConfigException>(Message("GroupNormalization", "betaRegularizer", "center", "L1"), () => _ = new GroupNormalization(center: false, betaRegularizer: new L1(1)));
        ConfigContract.Error<ConfigException>(Message("LayerNormalization", "betaConstraint", "center", "MaxNorm"), () => _ = new LayerNormalization(center: false, betaConstraint: new MaxNorm(1)));
        ConfigContract.Error<ConfigException>(Message("RmsNormalization", "gammaConstraint", "scale", "MaxNorm"), () => _ = new RmsNormalization(scale: false, gammaConstraint: new MaxNorm(1)));
    }

    private static bool read;

    private static void Refused<T>(string message, Tensor inputs, Tensor targets) where T : Exception
    {
        Refused<T>(message, model => model.Fit(inputs, targets));
        Refused<T>(message, model => model.Evaluate(inputs, targets));
        Refused<T>(message, model => model.TrainOnBatch(inputs, targets));
    }

    private static void Refused<T>(string message, Action<LineModel> action) where T : Exception
    {
        var model = TrainingSamples.Compiled();
        model.Fit(x, y);
        var before = TrainingSamples.Kernel(model);
        ConfigContract.Error<T>(message, () => action(model));
        CollectionAssert.AreEqual(before, TrainingSamples.Kernel(model));
        Assert.IsTrue(model.training);
        model.Fit(x, y);
    }
}
