using OnnxForge.Models;

namespace OnnxForge.Tests.Models;

[TestClass]
public sealed class GeneratedHousingTests
{
    [TestMethod]
    public void Columns_AreThoseOfTheHousingTable()
    {
        var rows = GeneratedHousing.Create();
        Assert.AreEqual(6000, rows.Rows);
        Assert.AreEqual("longitude, latitude, housing_median_age, total_rooms, total_bedrooms, population, households, median_income, ocean_proximity, median_house_value",
            string.Join(", ", rows.Numeric.Select(column => column.Name).Concat(rows.Text.Select(column => column.Name)).Append(rows.Target!.Name)));
        Assert.AreEqual("<1H OCEAN, INLAND, NEAR BAY, NEAR OCEAN", string.Join(", ", rows.Text[0].Values.Distinct().Order(StringComparer.Ordinal)));
        var missing = rows.Numeric.ToDictionary(column => column.Name, column => column.Values.Count(value => value is null));
        Assert.IsTrue(missing["total_bedrooms"] is > 60 and < 200, $"{missing["total_bedrooms"]}");
        Assert.AreEqual(missing["total_bedrooms"], missing.Values.Sum());
        Assert.IsTrue(rows.Target.Values.All(value => value is >= 15_000 and <= 500_001));
    }

    [TestMethod]
    public void Rows_OfASeed_AreAlwaysTheSame()
    {
        var (first, second, other) = (GeneratedHousing.Create(50, 1), GeneratedHousing.Create(50, 1), GeneratedHousing.Create(50, 2));
        for (var column = 0; column < first.Numeric.Count; column++)
        {
            CollectionAssert.AreEqual(first.Numeric[column].Values.ToArray(), second.Numeric[column].Values.ToArray());
            CollectionAssert.AreNotEqual(first.Numeric[column].Values.ToArray(), other.Numeric[column].Values.ToArray());
        }
        CollectionAssert.AreEqual(first.Target!.Values.ToArray(), second.Target!.Values.ToArray());
        Assert.AreEqual("rows", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GeneratedHousing.Create(0)).ParamName);
    }
}
