using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>What a step of Fit costs beside the same step in a loop of plain TorchSharp: processor time of blocks of both in turns, so that a busy machine changes neither.</summary>
[TestClass]
public sealed class FitSpeedTests
{
    private const int Pairs = 31, Steps = 100;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    // Of the smallest steps, some 400 µs, what layers check and the mean of the losses are a larger part.
    [DataRow(8, 30, 32, 1.15)]
    [DataRow(64, 256, 64, 1.03)]
    public void Step_OfFit_CostsLittleMoreThanOneByHand(int features, int units, int batch, double limit)
    {
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            var (x, y) = (randn(batch * Steps, features), randn(batch * Steps, 1));
            using var model = new Sequential([new Dense(units, new Relu()), new Dense(units, new Relu()), new Dense(1)]);
            model.Compile(new MeanSquaredError(), new Adam());
            var options = new FitOptions { BatchSize = batch };
            using var plain = nn.Sequential(nn.Linear(features, units), nn.ReLU(), nn.Linear(units, units), nn.ReLU(), nn.Linear(units, 1));
            using var optimizer = optim.Adam(plain.parameters());
            Action[] sides = [() => model.Fit(x, y, options), () => ByHand(plain, optimizer, x, y, batch)];
            // .NET compiles code that is used often once more, while it runs.
            for (var warmUp = 0; warmUp < 5; warmUp++) foreach (var side in sides) side();
            var ratios = Enumerable.Range(0, Pairs).Select(_ => sides.Select(Seconds).ToArray()).Select(pair => pair[0] / pair[1]).Order().ToArray();
            // The ranks between which the median of 31 lies with 95 %.
            var (low, median, high) = (ratios[9], ratios[15], ratios[21]);
            TestContext.WriteLine($"{features} features, {units} units, batches of {batch}: {median:0.000} times a step by hand ({low:0.000} to {high:0.000})");
            Assert.IsLessThan(limit, low);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static void ByHand(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, Tensor x, Tensor y, int batch)
    {
        using var order = randperm(x.shape[0]);
        var sum = 0.0;
        for (var first = 0; first < x.shape[0]; first += batch)
        {
            using var scope = NewDisposeScope();
            var rows = order.narrow(0, first, batch);
            var loss = nn.functional.mse_loss(model.call(x.index_select(0, rows)), y.index_select(0, rows));
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            sum += loss.item<float>();
        }
        Assert.IsGreaterThan(0, sum);
    }

    private static double Seconds(Action side)
    {
        var start = Environment.CpuUsage.TotalTime;
        side();
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }
}
