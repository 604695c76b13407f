using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class RateCallbackTests
{
    private static readonly Tensor x = ones(4, 2), y = ones(4, 1);

    [TestMethod]
    public void LearningRateScheduler_SetsEachEpochsRate()
    {
        CollectionAssert.AreEqual(new[] { 0.5, 0.25, 0.125 }, Rates(new Nadam(), new LearningRateScheduler(epoch => Math.Pow(0.5, epoch))));
        CollectionAssert.AreEqual(new[] { 1, 1, 0.1 }, Rates(new StochasticGradientDescent(), new LearningRateScheduler(new PiecewiseConstantDecay([1], [1, 0.1]))));
        ConfigContract.Error<ConfigException>("Scheduled: expected a learning rate that its schedule alone sets; received 0.5 from elsewhere. "
            + "Take the schedule or the callback that sets learning rates away.",
            () => Rates(new Scheduled(new Nadam(), new CosineDecay(0.1, 10)), new LearningRateScheduler(_ => 0.5)));
    }

    [TestMethod]
    public void LearningRateScheduler_OfAFunction_HasNoConfig() => ConfigContract.Error<ConfigException>(
        "OnnxForge.Authoring.LearningRateScheduler.RateOfEpoch: expected a class marked as custom object; received a class without the mark. Mark it: [CustomObject(\"package/rate-of-epoch\")].",
        () => ObjectConfig.Write(new LearningRateScheduler(epoch => 1.0 / epoch)));

    [TestMethod]
    public void LearningRate_SetBeforeTheFirstStep_IsThatOfTheFirstStep()
    {
        var (slow, set) = (TrainingSamples.Compiled(new StochasticGradientDescent(0.01)), TrainingSamples.Compiled(new StochasticGradientDescent(1)));
        slow.Fit(x, y);
        set.Fit(x, y, new FitOptions { Callbacks = [new LearningRateScheduler(_ => 0.01)] });
        CollectionAssert.AreEqual(TrainingSamples.Kernel(slow), TrainingSamples.Kernel(set));
        ConfigContract.Error<ConfigException>("LineModel, learning rate: expected an optimizer at work; received one before its first step. "
            + "Read the learning rate after the first step, or set it before.",
            () => TrainingSamples.Compiled().Fit(x, y, new FitOptions { Callbacks = [new LambdaCallback { TrainBegin = training => _ = training.LearningRate }] }));
    }

    [TestMethod]
    public void ReduceLearningRateOnPlateau_WaitsCoolsDownAndEnds()
    {
        // The loss never gets better.
        var rates = Rates(new StochasticGradientDescent(0), 9, new ReduceLearningRateOnPlateau("loss", factor: 0.5, patience: 2, cooldown: 1, minRate: 0.3),
            new LambdaCallback { TrainBegin = training => training.LearningRate = 1 }, new FrozenWeights());
        // Epoch 1 is the best; 2 and 3 are waited for; the cooldown ends with 4, which counts again, as in Keras; 5 is the second; then the smallest rate.
        CollectionAssert.AreEqual(new[] { 1, 1, 1, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3 }, rates);
        ConfigContract.Error<ConfigException>("ReduceLearningRateOnPlateau: expected a factor above 0 and below 1; received 1. Give the part of the learning rate that is left, such as 0.1.",
            () => _ = new ReduceLearningRateOnPlateau(factor: 1));
        ConfigContract.Error<ConfigException>("ReduceLearningRateOnPlateau: expected patience of 1 or more; received 0. Correct patience.", () => _ = new ReduceLearningRateOnPlateau(patience: 0));
    }

    private static double[] Rates(Optimizer optimizer, params Callback[] callbacks) => Rates(optimizer, 3, callbacks);

    // The rate with which each epoch's last step was taken.
    private static double[] Rates(Optimizer optimizer, int epochs, params Callback[] callbacks)
    {
        var rates = new List<double>();
        var note = new LambdaCallback { StepEnd = (training, _) => rates.Add(training.LearningRate) };
        TrainingSamples.Compiled(optimizer).Fit(x, y, new FitOptions { Epochs = epochs, Callbacks = [.. callbacks, note] });
        return [.. rates];
    }

    private sealed class FrozenWeights : Callback
    {
        public override void OnStepEnd(StepInfo step)
        {
            using var noGradient = no_grad();
            foreach (var weight in Training.Model.Module.parameters()) weight.fill_(0.5);
        }
    }
}
