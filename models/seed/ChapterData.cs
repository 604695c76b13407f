using System.Globalization;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>The chapter's data: eight features of a district, standardized by the training rows, and its price in 100,000 dollars.</summary>
/// <param name="Training">Features <c>[rows, 8]</c> and prices <c>[rows, 1]</c>.</param>
/// <param name="Validation">Likewise.</param>
/// <param name="Test">Likewise.</param>
public sealed record ChapterData((Tensor X, Tensor Y) Training, (Tensor X, Tensor Y) Validation, (Tensor X, Tensor Y) Test) : IDisposable
{
    private const int Features = 8;

    /// <summary>The census table, <c>housing.csv</c>, split into 9/16, 3/16 and a quarter of its rows: 11,610, 3,870 and 5,160.</summary>
    /// <param name="path">A table with the columns of the census, comma separated.</param>
    /// <param name="seed">The seed of the split.</param>
    public static ChapterData Read(string path, int seed = 42)
    {
        var lines = File.ReadLines(path).Select(line => line.Split(',')).ToList();
        var columns = lines[0].Select((name, i) => (name, i)).ToDictionary(column => column.name, column => column.i);
        double Cell(string[] row, string column) => double.TryParse(row[columns[column]], CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
        return Split([.. lines.Skip(1).Select(row => District(column => Cell(row, column)))], seed);
    }

    /// <summary>Generated rows of the same kind, where the census table is not at hand.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="seed">The seed of rows and split.</param>
    public static ChapterData Generate(int rows = 2000, int seed = 42)
    {
        var columns = GeneratedHousing.Create(rows, seed);
        var named = columns.Numeric.Append(columns.Target!).ToDictionary(column => column.Name, column => column.Values);
        return Split([.. Enumerable.Range(0, rows).Select(row => District(column => named[column][row] ?? double.NaN))], seed);
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

    private static ChapterData Split(List<double[]> rows, int seed)
    {
        // The table lacks 207 numbers of bedrooms.
        var bedrooms = rows.Select(row => row[3]).Where(double.IsFinite).Order().ToList();
        foreach (var row in rows.Where(row => double.IsNaN(row[3]))) row[3] = bedrooms[bedrooms.Count / 2];
        var order = rows.ToArray();
        new Random(seed).Shuffle(order);
        int test = order.Length / 4, validation = (order.Length - test) / 4, training = order.Length - test - validation;
        var scales = Enumerable.Range(0, Features).Select(i =>
        {
            var mean = order.Take(training).Average(row => row[i]);
            return (Mean: mean, Deviation: Math.Sqrt(order.Take(training).Average(row => (row[i] - mean) * (row[i] - mean))));
        }).ToList();
        return new ChapterData(Part(order[..training]), Part(order[training..^test]), Part(order[^test..]));

        (Tensor, Tensor) Part(double[][] part)
        {
            using var scope = NewDisposeScope();
            var x = tensor(part.SelectMany(row => scales.Select((scale, i) => (float)((row[i] - scale.Mean) / scale.Deviation))).ToArray());
            var y = tensor(part.Select(row => (float)row[Features]).ToArray());
            return (x.reshape(part.Length, Features).DetachFromDisposeScope(), y.reshape(part.Length, 1).DetachFromDisposeScope());
        }
    }
}
