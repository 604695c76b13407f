using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class MetricContractTests
{
    public static IEnumerable<object[]> Rows => MetricCases.All.Select(row => new object[] { row.Name });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Metric_OfTheRow_KeepsTheContract(string name) => MetricContract.Check(MetricCases.All.Single(row => row.Name == name));

    [TestMethod]
    public void Metrics_OfTheAssembly_AllHaveARow()
    {
        var metrics = typeof(Metric).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Metric)) && type.IsDefined(typeof(CustomObjectAttribute), false));
        Assert.AreEqual("", string.Join(", ", metrics.Except(MetricCases.All.Select(row => row.Create().GetType())).Select(type => type.Name)));
    }
}
