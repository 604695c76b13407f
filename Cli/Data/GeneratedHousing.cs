using OnnxForge.Authoring;

namespace OnnxForge.Cli;

/// <summary>A made-up table in the form of the 1990 California housing census, so that training needs no file.</summary>
/// <remarks>
/// Every value is generated: the price follows income, age, rooms for each household and the distance to two made-up centres, with noise and a cap at 500,001.
/// One percent of the bedrooms is missing, as in the census. The rows are always the same.
/// </remarks>
internal static class GeneratedHousing
{
    /// <summary>The column to predict when the user names none.</summary>
    public const string DefaultTarget = "median_house_value";

    /// <summary>The number of rows.</summary>
    public const int RowCount = 4000;

    private const long Seed = 1990;
    private const double MissingShare = 0.01;
    private const double Cap = 500_001;

    /// <summary>Makes the table: eight numeric columns, one text column, and the target.</summary>
    public static DataTable Create()
    {
        var random = new SeededRandom(Seed);
        var rows = Enumerable.Range(0, RowCount).Select(_ => District.Create(random)).ToArray();
        NumericValues[] numeric =
        [
            Column("longitude", rows, row => row.Longitude),
            Column("latitude", rows, row => row.Latitude),
            Column("housing_median_age", rows, row => row.Age),
            Column("total_rooms", rows, row => row.Rooms),
            Column("total_bedrooms", rows, row => row.Bedrooms),
            Column("population", rows, row => row.Population),
            Column("households", rows, row => row.Households),
            Column("median_income", rows, row => row.Income),
        ];
        var proximity = new TextValues("ocean_proximity", [.. rows.Select(row => row.Proximity)]);
        return new DataTable("generated housing data", new TabularColumns(numeric, [proximity], Column(DefaultTarget, rows, row => row.Value)));
    }

    private static NumericValues Column(string name, District[] rows, Func<District, double> value) => new(name, [.. rows.Select(row => (float?)value(row))]);

    private sealed record District(double Longitude, double Latitude, double Age, double Rooms, double Bedrooms, double Population, double Households, double Income, string Proximity, double Value)
    {
        public static District Create(SeededRandom random)
        {
            var north = random.NextDouble() < 0.4;
            var latitude = Math.Round((north ? 37.7 : 34.0) + 0.9 * random.NextNormal(), 2);
            var longitude = Math.Round(-119.4 - (latitude - 36) * 1.15 + 0.7 * random.NextNormal(), 2);
            var age = Math.Clamp(Math.Round(29 + 12.5 * random.NextNormal()), 1, 52);
            var households = Math.Max(5, Math.Round(Math.Exp(6 + 0.65 * random.NextNormal())));
            var income = Math.Round(Math.Clamp(Math.Exp(1.25 + 0.45 * random.NextNormal()), 0.5, 15), 4);
            var roomsEach = Math.Max(1.5, 3.2 + 0.55 * income + 0.8 * random.NextNormal());
            var bedrooms = Math.Round(households * Math.Max(0.8, 1.08 + 0.08 * random.NextNormal()));
            var population = Math.Round(households * Math.Max(1.2, 2.9 + 0.6 * random.NextNormal()));
            // Distance to a line along the coast and to the nearer of two centres, in degrees.
            var coast = longitude + 119.9 + (latitude - 36) * 1.15;
            var centre = Math.Min(Distance(latitude, longitude, 37.7, -122.3), Distance(latitude, longitude, 34.0, -118.3));
            var proximity = coast < -0.35 ? "NEAR OCEAN" : centre < 0.5 && latitude > 36 ? "NEAR BAY" : coast < 0.6 ? "<1H OCEAN" : "INLAND";
            var value = 52_000 + 41_000 * Math.Pow(income, 0.92) * (0.7 + 0.6 * Math.Exp(-centre)) + 95_000 * Math.Exp(-1.3 * centre)
                + 900 * age + 7_000 * (roomsEach - 5) - (proximity == "INLAND" ? 38_000 : 0);
            value *= Math.Exp(0.14 * random.NextNormal());
            var missing = random.NextDouble() < MissingShare;
            return new District(longitude, latitude, age, Math.Round(households * roomsEach), missing ? double.NaN : bedrooms, population, households, income, proximity,
                Math.Clamp(Math.Round(value / 100) * 100, 15_000, Cap));
        }

        private static double Distance(double latitude, double longitude, double centreLatitude, double centreLongitude) =>
            Math.Sqrt(Math.Pow(latitude - centreLatitude, 2) + Math.Pow(longitude - centreLongitude, 2));
    }
}
