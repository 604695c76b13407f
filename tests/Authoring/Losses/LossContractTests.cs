using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class LossContractTests
{
    public static IEnumerable<object[]> Rows => LossCases.All.Select(row => new object[] { row.Name });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Loss_OfTheRow_KeepsTheContract(string name) => LossContract.Check(LossCases.All.Single(row => row.Name == name));

    [TestMethod]
    public void Losses_OfTheAssembly_AllHaveARow()
    {
        var losses = typeof(Loss).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Loss)) && type.IsDefined(typeof(CustomObjectAttribute), false));
        Assert.AreEqual("", string.Join(", ", losses.Except(LossCases.All.Select(row => row.Loss.GetType())).Select(type => type.Name)));
    }
}
