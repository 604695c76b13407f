using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>A training that stops at any step and goes on in a new model gives the bits of the one that never stopped. With ONNXFORGE_LONG=1 each of the 200 steps goes on to the end.</summary>
[TestClass]
public sealed class ExactResumeTests
{
    private static readonly bool all = Environment.GetEnvironmentVariable("ONNXFORGE_LONG") == "1";

    private static readonly Dictionary<string, Optimizer> optimizers = new()
    {
        ["descent"] = new StochasticGradientDescent(0.1),
        ["momentum"] = new StochasticGradientDescent(0.1, Momentum: 0.9, Nesterov: true, WeightDecay: 0.01),
        ["adam"] = new Adam(0.01),
        ["amsgrad"] = new Adam(0.01, AmsGrad: true),
        ["adamw"] = new AdamW(0.01, AmsGrad: true),
        ["adamax"] = new Adamax(0.01),
        ["adagrad"] = new Adagrad(0.1),
        ["adadelta"] = new Adadelta(1),
        ["nadam"] = new Nadam(0.01),
        ["radam"] = new RAdam(0.01),
        ["rmsprop"] = new RmsProp(0.01),
        ["centered"] = new RmsProp(0.01, Momentum: 0.9, Centered: true),
        ["lion"] = new Lion(0.01),
        ["accumulated"] = new Accumulated(new Adam(0.01), 2),
        ["accumulated over epochs' ends"] = new Accumulated(new Clipped(new StochasticGradientDescent(0.1, Momentum: 0.9), GlobalNorm: 0.5), 5),
        ["clipped"] = new Clipped(new Nadam(0.01), Norm: 0.1),
        ["scheduled parts"] = new Scheduled(new MultiOptimizer([new OptimizerRule("layers.0", new Adam(0.01)), new OptimizerRule("layers.1", new Lion(0.001)), new OptimizerRule("layers.4", new RAdam(0.02))]),
            new ExponentialDecay(0.01, 3, 0.5)),
        ["one cycle"] = new Scheduled(new Accumulated(new StochasticGradientDescent(0.1, Momentum: 0.9), 2), new OneCycle(0.1, 8)),
    };

    public static IEnumerable<object[]> Optimizers => optimizers.Keys.Select(name => new object[] { name });

    private static ResumeScenario TwoHundredSteps => ResumeScenario.Of(
        () => ResumeSamples.Noisy(new Scheduled(new Nadam(0.01), new CosineDecay(0.02, 200)), "mae", new ExactAuc(), new Auc(), new F1Score(threshold: 0.5), new Precision(), new R2Score()),
        () => ResumeSamples.Rows(40), () => new FitOptions { Epochs = 40, BatchSize = 8, Validation = ResumeSamples.Rows(9) });

    [TestMethod]
    public void TwoHundredSteps_StoppedAtEach_GoOnToTheBit() => Assert.AreEqual(199, ExactResume.Check(TwoHundredSteps, steps => all || steps is 3 or 5 or 104 or 191));

    [TestMethod]
    public void TwoHundredSteps_StoppedBetweenAnEpochsLastStepAndItsValidation_GoOnToTheBit() =>
        Assert.AreEqual(39, ExactResume.Check(TwoHundredSteps, steps => steps is 100, goesOn: steps => steps % 5 == 0, afterEpochs: false));

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void Optimizer_StoppedAtEachStep_GoesOnToTheBit(string name) =>
        Assert.AreEqual(11, ExactResume.Check(ResumeSamples.With(optimizers[name]), steps => steps is 2 or 7, afterEpochs: name.Length % 2 == 0));

    [TestMethod]
    public void MixedPrecision_Stopped_GoesOnToTheBit() =>
        ExactResume.Check(ResumeSamples.On(() => ResumeSamples.Rows(12), options => options with { MixedPrecision = ScalarType.BFloat16 }), steps => steps == 4);

    [TestMethod]
    public void EpochsOfSteps_ThatDoNotEndWithTheRows_GoOnToTheBit() =>
        ExactResume.Check(ResumeSamples.On(() => ResumeSamples.Rows(14), options => options with { StepsPerEpoch = 3 }), steps => steps == 5);

    [TestMethod]
    public void PrefetchedBatches_ReadAhead_AreNotCounted() =>
        ExactResume.Check(ResumeSamples.On(() => new Prefetched(ResumeSamples.Rows(12), 4)), steps => steps == 4);

    [TestMethod]
    public void ClassWeightsAndSplit_Stopped_GoOnToTheBit() => ExactResume.Check(ResumeSamples.On(() => ResumeSamples.Rows(16),
        options => options with { ClassWeights = new Dictionary<int, double> { [1] = 2 }, ValidationSplit = 0.25, ValidationFrequency = 2 }), steps => steps == 4);

    // Its order is drawn when an epoch begins, and its noise with each batch.
    [TestMethod]
    public void SourceThatDrawsFromTorch_Stopped_GoesOnToTheBit()
    {
        static IEnumerable<Batch> Read()
        {
            using var order = randperm(12).DetachFromDisposeScope();
            for (var i = 0; i < 12; i += 4)
            {
                var rows = order.narrow(0, i, 4);
                yield return new Batch([ResumeSamples.Wave(12, 4).index_select(0, rows) + randn(4, 4) * 0.1], [rand(4, 1).gt(0.5).to(ScalarType.Float32)]);
            }
        }

        ExactResume.Check(ResumeSamples.On(() => DataSource.FromBatches(_ => Read())), steps => steps is 4 or 5);
    }

    [TestMethod]
    public void CsvFile_Stopped_GoesOnToTheBit()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["data"]);
        var path = Path.Combine(folder["data"], "rows.csv");
        File.WriteAllText(path, "a,b,y\n" + string.Concat(Enumerable.Range(0, 11).Select(i => $"{i * 0.1},{i % 3},{i % 2}\n")));
        ExactResume.Check(ResumeSamples.On(() => new CsvSource(path, ["a", "b"], ["y"])), steps => steps == 4);
    }

    [TestMethod]
    public void Callbacks_Stopped_GoOnToTheBit() => ExactResume.Check(ResumeSamples.With(new Adam(0.05), () => new FitOptions
    {
        Epochs = 12,
        BatchSize = 4,
        Validation = ResumeSamples.Rows(7),
        Callbacks = [new EarlyStopping(patience: 3, minDelta: 0.02, restoreBestWeights: true), new ReduceLearningRateOnPlateau("loss", 0.5, patience: 1, minDelta: 0.05, cooldown: 1), new StepCounter()],
    }), steps => steps is 2 or 6);

    [TestMethod]
    public void RatesByEpoch_Stopped_GoOnToTheBit() => ExactResume.Check(ResumeSamples.With(new Adam(0.05), () => new FitOptions
    {
        Epochs = 4,
        BatchSize = 4,
        Callbacks = [new LearningRateScheduler(new ExponentialDecay(0.1, 1, 0.5)), new StepCounter(), new StepCounter()],
    }), steps => steps is 2 or 6);

    [TestMethod]
    public void OwnStepWithTwoOptimizers_Stopped_GoesOnToTheBit() => ExactResume.Check(ResumeScenario.Of(() =>
    {
        var model = new Adversary();
        model.Compile(new MeanSquaredError(), new Adam());
        return model;
    }, () => ResumeSamples.Rows(12), () => new FitOptions { Epochs = 4, BatchSize = 4 }), steps => steps is 2 or 6, afterEpochs: false);

    [TestMethod]
    public void AddedLossesAndMetrics_Stopped_GoOnToTheBit() => ExactResume.Check(ResumeScenario.Of(() =>
    {
        var model = new Reporting();
        model.Compile(new MeanSquaredError(), new Nadam(), "mae");
        return model;
    }, () => ResumeSamples.Rows(12), () => new FitOptions { Epochs = 4, BatchSize = 4 }), steps => steps is 2 or 6, afterEpochs: false);

    [TestMethod]
    public void SeveralInputsAndOutputs_Stopped_GoOnToTheBit()
    {
        var (wideX, deepX, y) = (ResumeSamples.Wave(12, 2), ResumeSamples.Wave(12, 3), ResumeSamples.Wave(12, 1));
        var scenario = new ResumeScenario(() =>
        {
            var (wide, deep) = (GraphTensor.Input([2]), GraphTensor.Input([3]));
            var hidden = new Dropout(0.2).call(new Dense(4, "relu").call(deep));
            var model = new MultiFunctionalModel([wide, deep], [new Dense(1).call(new Concatenate().call(wide, hidden)), new Dense(1).call(hidden)]);
            model.Compile([new MeanSquaredError(), new Huber()], new Nadam(), [["mae"], [new R2Score()]], [0.9, 0.1]);
            return (model, options => model.Fit([wideX, deepX], [y, y], options));
        }, () => new FitOptions { Epochs = 4, BatchSize = 4 });
        ExactResume.Check(scenario, steps => steps is 2 or 6, afterEpochs: false);
    }

    [TestMethod]
    public void OrderOfRows_OfATrainingThatGoesOn_IsThatOfTheWhole()
    {
        using var folder = new Folder();
        var x = arange(10, ScalarType.Float32).reshape(-1, 1);
        var scenario = ResumeScenario.Of(() =>
        {
            var model = new OrderLog();
            model.Compile(new MeanSquaredError(), new Adam());
            return model;
        }, () => (x, x), () => new FitOptions { Epochs = 3, BatchSize = 3 });

        OrderLog.Rows.Clear();
        ExactResume.Run(scenario, folder["whole"], null, null);
        var whole = OrderLog.Rows.ToList();
        OrderLog.Rows.Clear();
        ExactResume.Run(scenario, folder["part"], null, 6);
        ExactResume.Run(scenario, folder["part"], folder["part"], null);

        Assert.HasCount(30, whole);
        CollectionAssert.AreNotEqual(whole[..10], whole[10..20]);
        CollectionAssert.AreEqual(whole, OrderLog.Rows);
    }
}
