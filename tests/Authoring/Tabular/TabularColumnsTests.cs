using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class TabularColumnsTests
{
    [TestMethod]
    public void Columns_ThatDoNotFit_AreRefused()
    {
        ConfigContract.Error<DataException>("TabularColumns: expected 2 values in every column, as in \"a\"; received 1 in \"t\". Give every row a value, null where it is missing.",
            () => _ = new TabularColumns([new NumericValues("a", [1, 2])], [], new NumericValues("t", [1])));
        ConfigContract.Error<DataException>("TabularColumns: expected columns of different names; received 2 named \"a\". Rename all but one of them.",
            () => _ = new TabularColumns([new NumericValues("a", [1])], [new TextValues("a", ["x"])]));
        ConfigContract.Error<DataException>("TabularColumns: expected a feature column or more; received none. Give a numeric or a text column beside the target.",
            () => _ = new TabularColumns([], [], new NumericValues("t", [1])));
    }

    [TestMethod]
    public void Select_OfRows_KeepsTheirOrder()
    {
        var rows = TabularSamples.Rows.Select([3, 0]);
        Assert.AreEqual(2, rows.Rows);
        Assert.AreEqual("6, 1", string.Join(", ", rows.Numeric[0].Values));
        Assert.AreEqual("b, b", string.Join(", ", rows.Text[0].Values));
        Assert.AreEqual("20, 10", string.Join(", ", rows.Target!.Values));
    }

    [TestMethod]
    public void Split_BySeed_TakesEveryRowOnce()
    {
        var all = new TabularColumns([new NumericValues("a", [.. Enumerable.Range(0, 100).Select(row => (float?)row)])], []);
        var split = all.Split(seed: 3);
        Assert.AreEqual((56, 19, 25), (split.Training.Rows, split.Validation.Rows, split.Test.Rows));
        Assert.AreEqual(Numbers(all), string.Join(",", new[] { split.Training, split.Validation, split.Test }.SelectMany(part => part.Numeric[0].Values).Order()));
        Assert.AreEqual(Numbers(split.Test), Numbers(all.Split(seed: 3).Test));
        Assert.AreNotEqual(Numbers(split.Test), Numbers(all.Split(seed: 4).Test));
        Assert.AreEqual((0, 50), (all.Split(1, 0.5, 1).Training.Rows, all.Split(1, 0.5, 1).Validation.Rows));
        Assert.AreEqual("test", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => all.Split(1, test: 1.5)).ParamName);

        static string Numbers(TabularColumns rows) => string.Join(",", rows.Numeric[0].Values);
    }
}
