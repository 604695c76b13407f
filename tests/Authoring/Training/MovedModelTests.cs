using OnnxForge.Authoring;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class MovedModelTests
{
    public static IEnumerable<object[]> Optimizers =>
    [
        [new Nadam(0.1)],
        [new Adam(0.1)],
        [new StochasticGradientDescent(0.1, 0.9)],
        [new AdamW(0.1, AmsGrad: true)],
        [new Adamax(0.1)],
        [new Adagrad(0.1)],
        [new Adadelta(1)],
        [new RmsProp(0.1, Momentum: 0.9, Centered: true)],
        [new RAdam(0.1)],
        [new Lion(0.1)],
        [new Rprop(0.1)],
        [new Asgd(0.1, AverageFrom: 2)],
        [new MultiOptimizer([new("output.kernel", new Adam(0.1)), new("output.bias", new StochasticGradientDescent(0.1, 0.9))])],
        [new Accumulated(new Clipped(new Scheduled(new Nadam(), new ExponentialDecay(0.1, 2, 0.9)), GlobalNorm: 1), 2)],
    ];

    // There and back again gives the weights that a training without a journey gives, which needs the moments and the steps.
    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void OptimizersState_OfAConvertedModel_ComesAlong(Optimizer optimizer)
    {
        var (x, y) = TrainingSamples.Line(4);
        var (stayed, moved) = (TrainingSamples.Compiled(optimizer), TrainingSamples.Compiled(optimizer));
        var options = new FitOptions { Epochs = 4, BatchSize = 2 };
        foreach (var model in (LineModel[])[stayed, moved]) model.Fit(x, y, options);
        moved.to(ScalarType.Float64);
        moved.to(ScalarType.Float32);
        foreach (var model in (LineModel[])[stayed, moved]) model.Fit(x, y, options);
        CollectionAssert.AreEqual(TrainingSamples.Kernel(stayed), TrainingSamples.Kernel(moved));
    }

    [TestMethod]
    public void ConvertedModel_TrainsInItsType()
    {
        var (x, y) = TrainingSamples.Line(8);
        var model = TrainingSamples.Compiled(new Nadam(0.1), new L2(0.01), new MaxNorm(2));
        model.Fit(x, y, new FitOptions { Epochs = 3 });
        model.to(ScalarType.Float64);
        var (doubleX, doubleY) = (x.to(ScalarType.Float64), y.to(ScalarType.Float64));
        model.TrainOnBatch(doubleX, doubleY);
        Assert.IsLessThan(0.01, model.Fit(doubleX, doubleY, new FitOptions { Epochs = 100 })["mean_absolute_error"][^1] / 10);
        Assert.AreEqual(ScalarType.Float64, model.Output.Kernel.dtype);
    }

    // TorchSharp's conversion itself counts some tensors as living on; an optimizer with state leaves no more of them than one without.
    [TestMethod]
    public void OldState_OfAMovedModel_IsFreed()
    {
        var (x, y) = TrainingSamples.Line(4);
        Assert.AreEqual(LeftBy(new StochasticGradientDescent(0.1)), LeftBy(new Nadam(0.1)));

        long LeftBy(Optimizer optimizer)
        {
            var model = TrainingSamples.Compiled(optimizer);
            model.Fit(x, y);
            var before = LiveTensors.Count;
            for (var i = 0; i < 5; i++)
            {
                model.to(ScalarType.Float64);
                model.Fit(x.to(ScalarType.Float64), y.to(ScalarType.Float64));
                model.to(ScalarType.Float32);
                model.Fit(x, y);
            }
            return LiveTensors.Count - before;
        }
    }

    [TestMethod]
    public void WeightThatIsReplacedByAnother_NeedsCompile()
    {
        var (x, y) = TrainingSamples.Line(4);
        var model = new SwappingModel();
        model.Compile(new MeanSquaredError(), new Nadam(0.1));
        model.Fit(x, y);
        model.Swap();
        model.Predict(x).Dispose();
        ConfigContract.Error<ConfigException>("SwappingModel: expected the 2 trainable weights that the optimizer started with; received 2, not all of them the same. "
            + "Call Compile again after the model was moved, extended or frozen, and use every layer in the first step.", () => model.Fit(x, y));
    }

    private sealed class SwappingModel : Model
    {
        private Dense output = new(1);

        public void Swap() => output = new Dense(1);

        public override Tensor forward(Tensor input) => output.call(input);
    }
}
