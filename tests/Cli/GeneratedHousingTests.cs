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
            new[] { "longitude", "latitude", "housing_median_age", "total_rooms", "total_bedrooms", "population", "households", "median_income", "ocean_proximity" },
            table.Features.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(table.Target.Values, again.Target.Values);
        Assert.AreEqual(GeneratedHousing.RowCount, table.RowCount);
        var bedrooms = (NumericDataColumn)table.Features[4];
        Assert.IsGreaterThan(10, bedrooms.Values.Count(double.IsNaN));
        var proximity = (TextDataColumn)table.Features[8];
        CollectionAssert.AreEquivalent(new[] { "<1H OCEAN", "INLAND", "NEAR BAY", "NEAR OCEAN" }, proximity.Values.Distinct().ToArray());
    }

    [TestMethod]
    public void Create_Targets_AreSpreadAndCapped()
    {
        var values = GeneratedHousing.Create().Target.Values;

        Assert.IsTrue(values.All(value => value is >= 15_000 and <= 500_001));
        Assert.IsLessThan(values.Length / 10, values.Count(value => value > 500_000));
        Assert.IsGreaterThan(200, values.Distinct().Count());
    }
}
