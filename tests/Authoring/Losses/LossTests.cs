using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class LossTests
{
    private static readonly Tensor target = tensor(new[,] { { 1f }, { 2f }, { 3f } });
    private static readonly Tensor prediction = tensor(new[,] { { 1f }, { 4f }, { 0f } });

    [TestMethod]
    public void Losses_OfThreeSamples_AreTheMean()
    {
        Assert.AreEqual(13 / 3f, new MeanSquaredError().Call(target, prediction).item<float>(), 1e-6f);
        Assert.AreEqual(5 / 3f, new MeanAbsoluteError().Call(target, prediction).item<float>(), 1e-6f);
        Assert.AreEqual(4 / 3f, new HuberLoss().Call(target, prediction).item<float>(), 1e-6f);
        Assert.AreEqual(2f, new HuberLoss(2).Call(target, prediction).item<float>(), 1e-6f);
    }

    [TestMethod]
    [DataRow(new long[] { 3 })]
    [DataRow(new long[] { 3, 1 })]
    public void SampleWeights_MultiplyEachSample(long[] shape) =>
        Assert.AreEqual((0 + 0.5f * 4 + 2 * 9) / 3, new MeanSquaredError().Call(target, prediction, tensor(new[] { 7f, 0.5f, 2f }).reshape(shape)).item<float>(), 1e-6f);

    [TestMethod]
    public void Names_AreTheClassesInSnakeCase()
    {
        Assert.AreEqual("huber", new HuberLoss().Name);
        Assert.AreEqual("mean_squared_error", new MeanSquaredError().Name);
    }

    [TestMethod]
    public void TargetOfAnotherShape_IsRefusedInsteadOfBroadcast() => ConfigContract.Error<ShapeException>(
        "mean_squared_error: expected a target of the prediction's shape [3, 1]; received a target of shape [3]. "
        + "Give the targets the shape of the model's output, for one output a sample [batch, 1]: target.reshape(-1, 1).",
        () => new MeanSquaredError().Call(target.reshape(-1), prediction));

    [TestMethod]
    public void WeightsNotOneASample_AreRefused() => ConfigContract.Error<ShapeException>(
        "mean_squared_error: expected one sample weight for each of 3 samples, shape [3] or [3, 1]; received weights of shape [2]. Give one weight a sample.",
        () => new MeanSquaredError().Call(target, prediction, ones(2)));

    [TestMethod]
    public void Settings_OutOfRange_AreRefused()
    {
        ConfigContract.Error<ConfigException>("Huber: expected delta above 0; received 0. Correct delta.", () => _ = new Huber(0));
        ConfigContract.Error<ConfigException>("BinaryCrossentropy: expected labelSmoothing from 0 to 1; received 2. Correct labelSmoothing.", () => _ = new BinaryCrossentropy(LabelSmoothing: 2));
        ConfigContract.Error<ConfigException>("CategoricalFocalCrossentropy: expected gamma of 0 or more; received NaN. Correct gamma.", () => _ = new CategoricalFocalCrossentropy(Gamma: double.NaN));
    }

    [TestMethod]
    public void AllPositionsIgnored_AreALossOfZero()
    {
        var logits = zeros(2, 3, requires_grad: true);
        var loss = new SparseCategoricalCrossentropy(true, 255).Call(tensor(new byte[] { 255, 255 }), logits);
        loss.backward();
        Assert.AreEqual(0, loss.item<float>());
        Assert.IsTrue(logits.grad!.eq(0).all().item<bool>());
    }

    [TestMethod]
    public void LossWithoutOneNumber_IsNotCompiled()
    {
        using var model = new Sequential([new Dense(1)]);
        ConfigContract.Error<ConfigException>("Loss mean_squared_error: expected a reduction to one number; received none. Compile with Reduction.Mean or Reduction.Sum.",
            () => model.Compile(new MeanSquaredError(Reduction.None), new Adam()));
    }

    [TestMethod]
    public void Classifier_OfThreeClasses_LearnsFromLabels()
    {
        random.manual_seed(4);
        var labels = randint(0, 3, [300], int64);
        var x = nn.functional.one_hot(labels, 3).to(ScalarType.Float32) + 0.3f * randn(300, 3);
        using var model = new Sequential([new Dense(3)]);
        model.Compile(new SparseCategoricalCrossentropy(FromLogits: true), new Adam(0.05), new SparseCategoricalAccuracy(), new ConfusionMatrix(3));
        var history = model.Fit(x, labels, new FitOptions { Epochs = 5 });
        Assert.IsLessThan(0.5, history.Epochs[^1].Values["loss"]);
        Assert.IsGreaterThan(0.9, history.Epochs[^1].Values["sparse_categorical_accuracy"]);
        Assert.AreEqual(history.Epochs[^1].Values["sparse_categorical_accuracy"], history.Epochs[^1].Values["confusion_matrix"], 1e-12);
    }
}
