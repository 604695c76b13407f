using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class LayerContractTests
{
    public static IEnumerable<object[]> Rows => LayerCases.All.Select((row, index) => new object[] { index, $"{row}" });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Layer_OfTheRow_KeepsTheContract(int index, string row)
    {
        Assert.AreEqual(row, $"{LayerCases.All[index]}");
        LayerContract.Check(LayerCases.All[index]);
    }

    [TestMethod]
    public void Layers_OfTheAssembly_AllHaveARow()
    {
        var marked = typeof(Layer).Assembly.GetTypes().Where(type => type.IsDefined(typeof(CustomObjectAttribute), false)
            && typeof(ILayer).IsAssignableFrom(type) && !typeof(IModel).IsAssignableFrom(type));
        var rows = LayerCases.All.Select(row => row.Create().GetType()).ToHashSet();
        Assert.AreEqual("", string.Join(", ", marked.Where(type => !rows.Contains(type)).Select(type => type.Name)));
    }
}
