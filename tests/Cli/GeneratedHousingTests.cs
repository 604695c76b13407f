using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class GeneratedHousingTests
{
    [TestMethod]
    public void Create_Twice_GivesTheSameRowsInTheCensusForm()
    {
        var table = GeneratedHousing.Create();
        var again = GeneratedHousing.Create();

        CollectionAssert.AreEqual(
            new[] { "longitude", "latitude", "housing_median_age", "total_rooms", "total_bedrooms", "population", "households", "median_income" },
            table.Columns.Numeric.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(table.Columns.Target!.Values.ToArray(), again.Columns.Target!.Values.ToArray());
        Assert.AreEqual(GeneratedHousing.RowCount, table.Columns.Rows);
        Assert.IsGreaterThan(10, table.Columns.Numeric[4].Values.Count(value => value is null or float.NaN));
        var proximity = table.Columns.Text.Single();
        Assert.AreEqual("ocean_proximity", proximity.Name);
        CollectionAssert.AreEquivalent(new[] { "<1H OCEAN", "INLAND", "NEAR BAY", "NEAR OCEAN" }, proximity.Values.Distinct().ToArray());
    }

    [TestMethod]
    public void Create_Targets_AreSpreadAndCapped()
    {
        var values = GeneratedHousing.Create().Columns.Target!.Values;

        Assert.IsTrue(values.All(value => value is >= 15_000 and <= 500_001));
        Assert.IsLessThan(values.Count / 10, values.Count(value => value > 500_000));
        Assert.IsGreaterThan(200, values.Distinct().Count());
    }
}
