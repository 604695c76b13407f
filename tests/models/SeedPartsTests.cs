using OnnxForge.Authoring;
using OnnxForge.Models;
using ConfigContract = OnnxForge.Tests.Authoring.ConfigContract;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models;

[TestClass]
public sealed class SeedPartsTests
{
    private static readonly CustomObjectRegistry registry = new CustomObjectRegistry().RegisterAssembly(typeof(Recipes).Assembly);

    [TestMethod]
    public void HuberLoss_IsQuadraticInsideAndLinearOutside()
    {
        var (target, prediction) = (zeros(4), tensor(new[] { 0.5f, -1f, 2f, -5f }));
        CollectionAssert.AreEqual(new[] { 0.125f, 0.5f, 1.5f, 4.5f }, new HuberLoss().Compute(target, prediction).data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 0.125f, 0.5f, 2f, 8f }, new HuberLoss(2).Compute(target, prediction).data<float>().ToArray());
    }

    [TestMethod]
    public void HuberMetric_OverBatches_IsTheMeanOfAllSamples()
    {
        var metric = new HuberMetric(2);
        metric.Update(zeros(2), tensor(new[] { 2f, -5f }));
        Assert.AreEqual(5, metric.Result());
        metric.Update(zeros(1), tensor(new[] { 0f }));
        Assert.AreEqual(10.0 / 3, metric.Result(), 1e-12);
        metric.Reset();
        Assert.AreEqual(0, metric.Result());
        Assert.AreEqual("huber", metric.Name);
    }

    [TestMethod]
    public void MyL1Regularizer_SumsSizes() => Assert.AreEqual(0.6f, new MyL1Regularizer(0.1).Penalty(tensor(new[] { 1f, -2f, 3f })).item<float>(), 1e-6);

    [TestMethod]
    public void PositiveWeights_CutsOffNegativeOnes() =>
        CollectionAssert.AreEqual(new[] { 1f, 0f, 0f }, new PositiveWeights().Apply(tensor(new[] { 1f, -2f, 0f })).data<float>().ToArray());

    [TestMethod]
    public void Configs_RoundTrip()
    {
        ConfigContract.RoundTrip(new HuberLoss(2), """{"type":"seed/huber-loss","version":1,"config":{"threshold":2}}""", registry);
        ConfigContract.RoundTrip(new HuberMetric(2), """{"type":"seed/huber-metric","version":1,"config":{"threshold":2,"name":"huber"}}""", registry);
        ConfigContract.RoundTrip(new MyL1Regularizer(0.01), """{"type":"seed/my-l1-regularizer","version":1,"config":{"factor":0.01}}""", registry);
        ConfigContract.RoundTrip(new PositiveWeights(), """{"type":"seed/positive-weights","version":1,"config":{}}""", registry);
        ConfigContract.RoundTrip(new ResidualBlock(2, 30), """{"type":"seed/residual-block","version":1,"config":{"layers":2,"units":30}}""", registry);
        ConfigContract.RoundTrip(new ResidualRegressor(), """{"type":"seed/residual-regressor","version":1,"config":{"outputs":1,"regularizer":null,"constraint":null}}""", registry);
        ConfigContract.RoundTrip(new WideDeepRegressor(2), """{"type":"seed/wide-deep-regressor","version":1,"config":{"outputs":2}}""", registry);
        ConfigContract.RoundTrip(new ReconstructingRegressor(), """{"type":"seed/reconstructing-regressor","version":1,"config":{"outputs":1}}""", registry);
        ConfigContract.RoundTrip(new MlpRegressor(), """{"type":"seed/mlp-regressor","version":1,"config":{"outputs":1}}""", registry);
    }
}
