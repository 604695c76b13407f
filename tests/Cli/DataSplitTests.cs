using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class DataSplitTests
{
    [TestMethod]
    public void Create_SameSeed_GivesSameDisjointParts()
    {
        var table = Table(1000);

        var split = DataSplit.Create(table, 7);
        var again = DataSplit.Create(table, 7);

        Assert.HasCount(250, split.Test);
        Assert.HasCount(188, split.Validation);
        Assert.HasCount(562, split.Training);
        CollectionAssert.AreEqual(split.Training.ToArray(), again.Training.ToArray());
        CollectionAssert.AreEqual(split.Test.ToArray(), again.Test.ToArray());
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 1000).ToArray(), split.Training.Concat(split.Validation).Concat(split.Test).ToArray());
    }

    [TestMethod]
    public void Create_OtherSeed_GivesOtherParts()
    {
        var table = Table(1000);

        CollectionAssert.AreNotEqual(DataSplit.Create(table, 7).Test.ToArray(), DataSplit.Create(table, 8).Test.ToArray());
    }

    [TestMethod]
    public void Create_TooFewRows_Says()
    {
        var error = Assert.ThrowsExactly<InputException>(() => DataSplit.Create(Table(15), 1));

        Assert.AreEqual("rows.csv: expected at least 16 rows, to split into training, validation and test; received 15. Add rows.", error.Message);
    }

    private static DataTable Table(int rows)
    {
        var values = Enumerable.Range(0, rows).Select(row => (double)row).ToArray();
        return new DataTable("rows.csv", [new NumericDataColumn("x", values)], new NumericDataColumn("y", values));
    }
}
