using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class OptimizerWrapperTests
{
    // The gradients (3, 4) of length 5 and (0, 12) of length 12, together 13; plain steps of size 1 show what is left of them.
    [TestMethod]
    public void Clipped_KeepsGradientsSmall()
    {
        var sgd = new StochasticGradientDescent(1);
        AreNear([3, 4, 0, 12], Steps(new Clipped(sgd, Norm: 20)));
        AreNear([1.5f, 2, 0, 2.5f], Steps(new Clipped(sgd, Norm: 2.5)));
        AreNear([1.5f, 2, 0, 6], Steps(new Clipped(sgd, GlobalNorm: 6.5)));
        AreNear([3, 4, 0, 12], Steps(new Clipped(sgd, GlobalNorm: 13)));
        AreNear([3, 3.5f, 0, 3.5f], Steps(new Clipped(sgd, Value: 3.5)));
    }

    [TestMethod]
    public void Clipped_WithoutGradients_Steps()
    {
        var weight = new Parameter(ones(1));
        using var optimizer = new Clipped(new StochasticGradientDescent(1), GlobalNorm: 1).Bind([new NamedWeight("w", weight)]);
        optimizer.Step();
        (weight * 0).sum().backward();
        optimizer.Step();
        Assert.AreEqual(1f, weight.item<float>());
    }

    [TestMethod]
    public void Clipped_InNoOrTwoWays_IsRefused()
    {
        const string start = "Clipped: expected exactly one of Norm, GlobalNorm and Value, above 0; received ", end = ". Write, for example, new Clipped(new Adam(), Norm: 1).";
        ConfigContract.Error<ConfigException>(start + "none" + end, () => new Clipped(new Adam()).Bind([]));
        ConfigContract.Error<ConfigException>(start + "1 and 2" + end, () => new Clipped(new Adam(), Norm: 1, Value: 2).Bind([]));
        ConfigContract.Error<ConfigException>(start + "0" + end, () => new Clipped(new Adam(), Norm: 0).Bind([]));
    }

    [TestMethod]
    public void Accumulated_StepsByTheMeanOfAGroup()
    {
        var weight = new Parameter(zeros(1));
        using var optimizer = new Accumulated(new StochasticGradientDescent(1), 3).Bind([new NamedWeight("w", weight)]);
        var seen = new List<float>();
        foreach (var gradient in (float[])[3, 6, 0, 5, 1])
        {
            optimizer.ZeroGradients();
            (weight * gradient).sum().backward();
            optimizer.Step();
            seen.Add(weight.item<float>());
        }
        optimizer.Flush();
        seen.Add(weight.item<float>());
        optimizer.Flush();
        seen.Add(weight.item<float>());
        CollectionAssert.AreEqual(new[] { 0f, 0, -3, -3, -3, -6, -6 }, seen);
        ConfigContract.Error<ConfigException>("Accumulated: expected 1 or more steps; received 0. Give the number of batches whose gradients are averaged.",
            () => new Accumulated(new Adam(), 0).Bind([]));
    }

    [TestMethod]
    public void Accumulated_InFit_IsALargerBatch()
    {
        var (x, y) = TrainingSamples.Line(12);
        var large = TrainingSamples.Compiled(new Nadam(0.1));
        large.Fit(x, y, new FitOptions { Epochs = 3, BatchSize = 8 });
        var small = TrainingSamples.Compiled(new Accumulated(new Nadam(0.1), 2));
        // 12 rows: batches of 4, 4 and 4 are a group of two and one that is left over, which is the larger batches of 8 and 4.
        small.Fit(x, y, new FitOptions { Epochs = 3, BatchSize = 4 });
        foreach (var (expected, actual) in TrainingSamples.Kernel(large).Zip(TrainingSamples.Kernel(small))) Assert.AreEqual(expected, actual, 1e-5f);
    }

    [TestMethod]
    public void Scheduled_TakesTheRateOfEachStep()
    {
        var weight = new Parameter(zeros(1));
        using var optimizer = new Scheduled(new StochasticGradientDescent(), new PiecewiseConstantDecay([0, 1], [1, 0.5, 0.25])).Bind([new NamedWeight("w", weight)]);
        Assert.AreEqual(1.0, optimizer.LearningRate);
        var seen = new List<float>();
        for (var step = 0; step < 4; step++)
        {
            optimizer.ZeroGradients();
            weight.sum().backward();
            optimizer.Step();
            seen.Add(weight.item<float>());
        }
        CollectionAssert.AreEqual(new[] { -1f, -1.5f, -1.75f, -2f }, seen);
        Assert.AreEqual(0.25, optimizer.LearningRate);
        ConfigContract.Error<ConfigException>("Scheduled: expected a learning rate that its schedule alone sets; received 0.1 from elsewhere. "
            + "Take the schedule or the callback that sets learning rates away.", () => optimizer.LearningRate = 0.1);
    }

    [TestMethod]
    public void Wrappers_InOneAnother_TrainAndLeaveNothingBehind()
    {
        var (x, y) = TrainingSamples.Line(10);
        var model = TrainingSamples.Compiled(new Accumulated(new Clipped(new Scheduled(new Nadam(), new ExponentialDecay(0.1, 10, 0.9)), GlobalNorm: 1), 2));
        var options = new FitOptions { Epochs = 20, BatchSize = 3 };
        var history = model.Fit(x, y, options);
        Assert.IsLessThan(history["loss"][0] / 10, history["loss"][^1]);
        var before = LiveTensors.Count;
        model.Fit(x, y, options);
        Assert.AreEqual(before, LiveTensors.Count);
    }

    private static float[] Steps(Optimizer settings)
    {
        var (first, second) = (new Parameter(zeros(2)), new Parameter(zeros(2)));
        using var optimizer = settings.Bind([new NamedWeight("first", first), new NamedWeight("second", second)]);
        ((first * tensor((float[])[3, 4])).sum() + (second * tensor((float[])[0, 12])).sum()).backward();
        optimizer.Step();
        return [.. first.data<float>().ToArray().Concat(second.data<float>().ToArray()).Select(value => -value)];
    }

    private static void AreNear(float[] expected, float[] actual)
    {
        foreach (var (wanted, got) in expected.Zip(actual)) Assert.AreEqual(wanted, got, 1e-5f);
    }
}
