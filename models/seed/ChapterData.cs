using System.Globalization;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>The chapter's data: eight features of a district, standardized by the training rows, and its price in 100,000 dollars. It owns its tensors.</summary>
/// <param name="Training">Features <c>[rows, 8]</c> and prices <c>[rows, 1]</c>, float32.</param>
/// <param name="Validation">Likewise.</param>
/// <param name="Test">Likewise.</param>
public sealed record ChapterData((Tensor X, Tensor Y) Training, (Tensor X, Tensor Y) Validation, (Tensor X, Tensor Y) Test) : IDisposable
{
    private const int Features = 8, Bedrooms = 3;

    /// <summary>The census table, split as in the chapter into 9/16, 3/16 and a quarter of its rows: 11,610, 3,870 and 5,160 of 20,640.</summary>
    /// <param name="path">A comma-separated file with the census's columns.</param>
    /// <param name="seed">The seed of the split; the chapter's is 42.</param>
    public static ChapterData Read(string path, int seed = 42)
    {
        var lines = File.ReadLines(path).Select(line => line.Split(',')).ToList();
        double Cell(string[] row, string column) => double.TryParse(row[Array.IndexOf(lines[0], column)], CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
        return Split([.. lines.Skip(1).Select(row => District(column => Cell(row, column)))], seed);
    }

    /// <summary>Generated rows of the same kind, where the census table is not at hand.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="seed">The seed of rows and split.</param>
    public static ChapterData Generate(int rows = 2000, int seed = 42)
    {
        var columns = GeneratedHousing.Create(rows, seed);
        var values = columns.Numeric.Append(columns.Target!).ToDictionary(column => column.Name, column => column.Values);
        return Split([.. Enumerable.Range(0, rows).Select(row => District(column => values[column][row] ?? double.NaN))], seed);
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var (x, y) in new[] { Training, Validation, Test })
        {
            x.Dispose();
            y.Dispose();
        }
    }

    private static double[] District(Func<string, double> cell)
    {
        var households = cell("households");
        return
        [
            cell("median_income"), cell("housing_median_age"), cell("total_rooms") / households, cell("total_bedrooms") / households, cell("population"),
            cell("population") / households, cell("latitude"), cell("longitude"), cell("median_house_value") / 100_000,
        ];
    }

    private static ChapterData Split(double[][] districts, int seed)
    {
        var known = districts.Select(district => district[Bedrooms]).Where(double.IsFinite).Order().ToList();
        foreach (var district in districts.Where(district => double.IsNaN(district[Bedrooms]))) district[Bedrooms] = known[known.Count / 2];
        var (whole, test) = TrainTestSplit.Of(districts, seed);
        var (rest, validation) = TrainTestSplit.Of(whole, seed);

        using var scope = NewDisposeScope();
        var parts = new[] { rest, validation, test }.Select(part => part.ToTorch()).ToList();
        var training = parts[0][.., ..Features];
        var mean = training.mean([0]);
        var deviation = (training - mean).square().mean([0]).sqrt();
        var standardized = parts.Select(part => (X: (part[.., ..Features] - mean) / deviation, Y: part[.., Features..]))
            .Select(part => (part.X.to(ScalarType.Float32).DetachFromDisposeScope(), part.Y.to(ScalarType.Float32).DetachFromDisposeScope())).ToList();
        return new ChapterData(standardized[0], standardized[1], standardized[2]);
    }
}
