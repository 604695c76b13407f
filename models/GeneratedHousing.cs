using OnnxForge.Authoring;

namespace OnnxForge.Models;

/// <summary>Generated rows shaped like the California housing table: its columns, plausible ranges, some missing bedrooms, and a price that bends with income,
/// place and crowding. No value in it was ever measured.</summary>
public static class GeneratedHousing
{
    private const double MissingBedrooms = 0.02, Cap = 500_001;

    /// <summary>The rows of a seed: eight numeric columns, <c>ocean_proximity</c>, and the target <c>median_house_value</c> in dollars.</summary>
    /// <param name="rows">The number of rows, 1 or more, default 6,000.</param>
    /// <param name="seed">The seed; the same rows and seed give the same values.</param>
    /// <exception cref="ArgumentOutOfRangeException">rows is below 1.</exception>
    public static TabularColumns Create(int rows = 6000, int seed = 42)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        var random = new Random(seed);
        var districts = Enumerable.Range(0, rows).Select(_ => District.Create(random)).ToList();
        return new TabularColumns(
            [
                Column("longitude", district => district.Longitude), Column("latitude", district => district.Latitude),
                Column("housing_median_age", district => district.Age), Column("total_rooms", district => district.Rooms),
                Column("total_bedrooms", district => district.Bedrooms), Column("population", district => district.Population),
                Column("households", district => district.Households), Column("median_income", district => district.Income),
            ],
            [new TextValues("ocean_proximity", [.. districts.Select(district => district.Proximity)])],
            Column("median_house_value", district => district.Value));

        NumericValues Column(string name, Func<District, double?> value) => new(name, [.. districts.Select(district => (float?)value(district))]);
    }

    private sealed record District(double Longitude, double Latitude, double Age, double Rooms, double? Bedrooms, double Population, double Households, double Income,
        string Proximity, double Value)
    {
        public static District Create(Random random)
        {
            // The coast runs from north-west to south-east; distance is in degrees inland of it.
            var north = random.NextDouble() < 0.45;
            var latitude = (north ? 37.8 : 34.0) + 0.8 * Normal(random);
            var inland = Math.Abs(0.9 * Normal(random));
            var longitude = -122.4 + (37.8 - latitude) * 1.1 + inland;
            var age = Math.Clamp(Math.Round(28 + 12 * Normal(random)), 1, 52);
            var households = Math.Round(Math.Exp(6.0 + 0.6 * Normal(random))) + 1;
            var income = Math.Clamp(Math.Exp(1.3 + 0.42 * Normal(random)), 0.5, 15);
            var roomsEach = Math.Max(2, 3.5 + 0.5 * income + 0.6 * Normal(random));
            var peopleEach = Math.Max(1.2, 3.0 + 0.5 * Normal(random));
            var bedrooms = Math.Round(households * Math.Max(0.7, 1.05 + 0.1 * Normal(random)));
            double? known = random.NextDouble() < MissingBedrooms ? null : bedrooms;
            var centre = Math.Min(Distance(longitude, latitude, -122.3, 37.8), Distance(longitude, latitude, -118.2, 34.0));
            var value = Price(income, inland, centre, age, peopleEach) * Math.Exp(0.1 * Normal(random));
            return new District(Math.Round(longitude, 2), Math.Round(latitude, 2), age, Math.Round(households * roomsEach), known, Math.Round(households * peopleEach),
                households, Math.Round(income, 4), ProximityOf(inland, centre, latitude), Math.Clamp(100 * Math.Round(value / 100), 15_000, Cap));
        }

        private static double Price(double income, double inland, double centre, double age, double peopleEach) =>
            (25_000 + 26_000 * income) * (0.6 + 1.8 * Math.Exp(-2 * centre)) * (inland > 1 ? 0.7 : 1) + 60_000 * Math.Exp(-inland)
            + 500 * (age - 28) - 25_000 * Math.Max(0, peopleEach - 3) * income / 4 + 20_000;

        private static string ProximityOf(double inland, double centre, double latitude) =>
            inland > 1 ? "INLAND" : centre < 0.4 && latitude > 36 ? "NEAR BAY" : inland < 0.15 ? "NEAR OCEAN" : "<1H OCEAN";

        private static double Distance(double longitude, double latitude, double otherLongitude, double otherLatitude) =>
            Math.Sqrt(Math.Pow(longitude - otherLongitude, 2) + Math.Pow(latitude - otherLatitude, 2));

        private static double Normal(Random random) =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
