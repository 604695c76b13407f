using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class FitOptionTests
{
    private static readonly Tensor x = ones(4, 2), y = ones(4, 1);

    [TestMethod]
    public void ValidationSplit_KeepsTheLastRows()
    {
        var (lineX, lineY) = TrainingSamples.Line(10);
        var split = TrainingSamples.Compiled().Fit(lineX, lineY, new FitOptions { Epochs = 2, BatchSize = 4, ValidationSplit = 0.25 });
        var given = TrainingSamples.Compiled().Fit(lineX.narrow(0, 0, 8), lineY.narrow(0, 0, 8),
            new FitOptions { Epochs = 2, BatchSize = 4, Validation = (lineX.narrow(0, 8, 2), lineY.narrow(0, 8, 2)) });
        CollectionAssert.AreEqual(given["val_loss"].ToArray(), split["val_loss"].ToArray());
        CollectionAssert.AreEqual(given["loss"].ToArray(), split["loss"].ToArray());
    }

    [TestMethod]
    public void ValidationFrequency_LeavesEpochsOut()
    {
        var validated = new List<int>();
        var history = TrainingSamples.Compiled().Fit(x, y, new FitOptions
        {
            Epochs = 5,
            Validation = (x, y),
            ValidationFrequency = 2,
            Callbacks = [new LambdaCallback { ValidationEnd = (_, epoch, values) => validated.Add(values.ContainsKey("loss") ? epoch : -1) }],
        });
        CollectionAssert.AreEqual(new[] { 2, 4 }, validated);
        CollectionAssert.AreEqual(new[] { true, false, true, false, true }, history["val_loss"].Select(double.IsNaN).ToArray());
    }

    [TestMethod]
    public void InitialEpoch_GoesOnAsIfNothingHadBeen()
    {
        var (lineX, lineY) = TrainingSamples.Line(10);
        var once = TrainingSamples.Compiled(new Nadam(0.1));
        once.Fit(lineX, lineY, new FitOptions { Epochs = 5, BatchSize = 4 });
        var twice = TrainingSamples.Compiled(new Nadam(0.1));
        twice.Fit(lineX, lineY, new FitOptions { Epochs = 3, BatchSize = 4 });
        var rest = twice.Fit(lineX, lineY, new FitOptions { Epochs = 5, InitialEpoch = 3, BatchSize = 4 });
        CollectionAssert.AreEqual(new[] { 4, 5 }, rest.Epochs.Select(epoch => epoch.Epoch).ToArray());
        CollectionAssert.AreEqual(TrainingSamples.Kernel(once), TrainingSamples.Kernel(twice));
    }

    [TestMethod]
    public void StepsPerEpoch_OfAnEndlessSource_GoesOnInTheNextEpoch()
    {
        var seen = new List<float>();
        var model = new FirstValueModel(seen);
        model.Compile(new MeanSquaredError(), new StochasticGradientDescent(0));
        var log = new CallbackLog();
        model.Fit(DataSource.FromBatches(Endless()), new FitOptions { Epochs = 2, StepsPerEpoch = 3, Callbacks = [log] });
        CollectionAssert.AreEqual(new[] { 0f, 1, 2, 3, 4, 5 }, seen);
        Assert.Contains("step 1/2 3/3", log.Events);

        static IEnumerable<Batch> Endless()
        {
            for (var i = 0; ; i++) yield return new Batch([full([2, 2], (float)i)], [zeros(2, 1)]);
        }
    }

    [TestMethod]
    public void StepsPerEpoch_OfASourceThatEnds_ReadsItAgain()
    {
        var history = TrainingSamples.Compiled().Fit((x, y), new FitOptions { Epochs = 2, BatchSize = 3, StepsPerEpoch = 5 });
        Assert.AreEqual(2, history.Epochs.Count);
        ConfigContract.Error<DataException>("LineModel.Fit, epoch 1: expected 3 batches; received none. "
            + "Check where the batches come from; a sequence that can be read once serves one epoch.",
            () => TrainingSamples.Compiled().Fit(DataSource.FromBatches([]), new FitOptions { StepsPerEpoch = 3 }));
    }

    [TestMethod]
    public void ClassWeights_MultiplyTheSampleWeights()
    {
        var labels = tensor((float[])[0, 1, 2, 1]).reshape(-1, 1);
        var weights = new Dictionary<int, double> { [1] = 3, [2] = 0 };
        Assert.AreEqual(Loss(new RowSource([x], [labels], [tensor((float[])[1, 3, 0, 3])]), null), Loss(new RowSource([x], [labels]), weights), 1e-6);
        Assert.AreEqual(Loss(new RowSource([x], [labels], [tensor((float[])[2, 6, 0, 3])]), null),
            Loss(new RowSource([x], [labels], [tensor((float[])[2, 2, 2, 1])]), weights), 1e-6);

        static double Loss(DataSource data, Dictionary<int, double>? classWeights) => TrainingSamples.Compiled(new StochasticGradientDescent(0))
            .Fit(data, new FitOptions { BatchSize = 3, ClassWeights = classWeights }).Epochs[0].Values["loss"];
    }

    [TestMethod]
    public void ClassWeights_OfOneHotAndIndexTargets_AreByLabel()
    {
        var source = new ClassWeightedSource(new RowSource([x], [tensor(new[,] { { 0f, 1f }, { 1f, 0f }, { 0f, 1f }, { 1f, 0f } })]), new Dictionary<int, double> { [1] = 5 });
        CollectionAssert.AreEqual(new[] { 5f, 1, 5, 1 }, Weights(source));
        CollectionAssert.AreEqual(new[] { 1f, 1, 5, 1 }, Weights(new ClassWeightedSource(new RowSource([x], [tensor((long[])[0, 2, 1, 0])]), new Dictionary<int, double> { [1] = 5 })));

        static float[] Weights(DataSource source) => source.Read(new EpochRequest(1, 4, 0, false)).Single().SampleWeights![0]!.data<float>().ToArray();
    }

    [TestMethod]
    public void Options_OutOfRange_AreRefused()
    {
        Refused("expected an initial epoch from 0 to 2; received 3. Epochs counts the epochs that were done before, too.", new FitOptions { Epochs = 3, InitialEpoch = 3 });
        Refused("expected 1 or more steps an epoch; received 0. Give a number of 1 or more.", new FitOptions { StepsPerEpoch = 0 });
        Refused("expected 1 or more epochs between validations; received 0. Give a number of 1 or more.", new FitOptions { ValidationFrequency = 0 });
        Refused("expected a validation split above 0 and below 1, or a validation source; received a split of 1. Give one of the two.", new FitOptions { ValidationSplit = 1 });
        Refused("expected a validation split above 0 and below 1, or a validation source; received a split of 0.5 and a source. Give one of the two.",
            new FitOptions { ValidationSplit = 0.5, Validation = (x, y) });
        ConfigContract.Error<ConfigException>("LineModel.Fit, mixed precision: expected bfloat16; received float16. Take ScalarType.BFloat16, whose range needs no scaling of "
            + "the loss, or convert the whole model with model.to(type).", () => TrainingSamples.Compiled().Fit(x, y, new FitOptions { MixedPrecision = ScalarType.Float16 }));
        ConfigContract.Error<ConfigException>("LineModel.Fit, class weights: expected weights of 0 or more; received -1 for label 2. Correct the weight.",
            () => TrainingSamples.Compiled().Fit(x, y, new FitOptions { ClassWeights = new Dictionary<int, double> { [1] = 1, [2] = -1 } }));
        ConfigContract.Error<ConfigException>("LineModel.Fit: expected rows in memory to split for validation; received a BatchSource. Give FitOptions.Validation a source of its own.",
            () => TrainingSamples.Compiled().Fit(DataSource.FromBatches([new Batch([x], [y])]), new FitOptions { ValidationSplit = 0.5 }));
        ConfigContract.Error<DataException>("LineModel.Fit: expected 1 row or more for training and for validation; received none for validation by a split of 0.1. "
            + "Change the fraction, or give more rows.", () => TrainingSamples.Compiled().Fit(x, y, new FitOptions { ValidationSplit = 0.1 }));

        static void Refused(string rest, FitOptions options) =>
            ConfigContract.Error<ConfigException>($"LineModel.Fit: {rest}", () => TrainingSamples.Compiled().Fit(x, y, options));
    }

    private sealed class FirstValueModel(List<float> seen) : LineModel
    {
        public override Tensor forward(Tensor input)
        {
            seen.Add(input[0, 0].item<float>());
            return base.forward(input);
        }
    }
}
