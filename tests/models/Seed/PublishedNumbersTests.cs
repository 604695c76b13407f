using OnnxForge.Authoring;
using OnnxForge.Models;
using OnnxForge.Models.Seed;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models.Seed;

/// <summary>The programs on the census table, against the numbers that the chapter's public notebook printed with Keras, on the
/// chapter's own split: the median of three seeds (five with ONNXFORGE_LONG=1), each with weights of its own, is at most a tenth worse.</summary>
[TestClass]
public sealed class PublishedNumbersTests
{
    private const double Allowance = 1.10;
    private const string Housing = "../shared/data/housing.csv";
    private static readonly int seeds = Environment.GetEnvironmentVariable("ONNXFORGE_LONG") == "1" ? 5 : 3;

    public TestContext TestContext { get; set; } = null!;

    // On small tensors, several threads wait for each other longer than they work.
    [ClassInitialize]
    public static void Start(TestContext context) => set_num_threads(1);

    [TestMethod]
    public void HuberFunction_SavedBetween_IsAsGoodAsKeras() => IsAsGoodAsKeras(
        [("validation loss", 0.238), ("validation MAE", 0.528), ("later validation loss", 0.213), ("later validation MAE", 0.499)],
        (data, folder) => [.. HuberFunction.Run(data, folder).Histories.SelectMany(history => (double[])[history["val_loss"][^1], history["val_mae"][^1]])]);

    [TestMethod]
    public void MyDense_IsAsGoodAsKeras() => IsAsGoodAsKeras([("validation loss", 0.622), ("test loss", 0.547)], (data, folder) => ValidationAndTest(MyDense.Run(data, folder), data));

    [TestMethod]
    public void ReconstructingRegressor_IsAsGoodAsKeras() => IsAsGoodAsKeras([("training loss", 0.454), ("reconstruction error", 0.402)], (data, folder) =>
    {
        var history = CustomModels.Reconstructing(data, folder).Histories[0];
        return [history["loss"][^1], history["reconstruction_error"][^1]];
    });

    [TestMethod]
    public void TrainingLoop_IsAsGoodAsKeras() => IsAsGoodAsKeras([("mean loss", 0.644), ("MAE", 0.522)], (data, folder) =>
    {
        var (_, loss, error) = TrainingLoop.Run(TextWriter.Null, data, folder);
        return [loss, error];
    });

    [TestMethod]
    public void LambdaLayer_IsAsGoodAsKeras() =>
        IsAsGoodAsKeras([("validation loss", 0.345), ("test loss", 0.359)], (data, folder) => ValidationAndTest(LambdaLayer.Train(data, folder), data));

    [TestMethod]
    public void ResidualRegressor_IsAsGoodAsKeras() => IsAsGoodAsKeras([("training loss", 0.554), ("test loss", 0.651)], (data, folder) =>
    {
        var run = CustomModels.Residual(data, folder);
        return [run.Histories[0]["loss"][^1], TestLoss(run.Model, data)];
    });

    [TestMethod]
    public void ChapterModel_TwentyEpochs_BeatsLinearRegressionClearly()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var data = ChapterData.Read(Table());
        using var linear = LinearRegression.Fit(data.Training.X, data.Training.Y);
        var linearError = (linear.Predict(data.Test.X) - data.Test.Y).square().mean().item<double>();
        manual_seed(0);
        var error = TestLoss(ChapterModel.Run(data, folder.Path, epochs: 20).Model, data);
        TestContext.WriteLine($"test error {error:0.000}, of the regression {linearError:0.000}");
        Assert.IsLessThan(0.8 * linearError, error);
    }

    private void IsAsGoodAsKeras((string Name, double Published)[] numbers, Func<ChapterData, string, double[]> program)
    {
        var medians = Medians(program);
        var results = numbers.Zip(medians, (number, median) => (number.Name, number.Published, Median: median)).ToList();
        foreach (var (name, published, median) in results) TestContext.WriteLine($"{name}: {median:0.000} ({seeds} seeds), Keras {published:0.000}");
        Assert.AreEqual("", string.Join(", ", results.Where(result => !(result.Median <= Allowance * result.Published)).Select(result => $"{result.Name} {result.Median:0.000} for {result.Published:0.000}")));
    }

    private static double[] Medians(Func<ChapterData, string, double[]> program)
    {
        var runs = new List<double[]>();
        for (var seed = 0; seed < seeds; seed++)
        {
            using var scope = NewDisposeScope();
            using var folder = new TemporaryFolder();
            using var data = ChapterData.Read(Table());
            manual_seed(seed);
            runs.Add(program(data, folder.Path));
        }
        return [.. Enumerable.Range(0, runs[0].Length).Select(i => runs.Select(run => run[i]).Order().ElementAt(seeds / 2))];
    }

    private static double[] ValidationAndTest(SeedRun run, ChapterData data) => [run.Histories[0]["val_loss"][^1], TestLoss(run.Model, data)];

    private static double TestLoss(Model model, ChapterData data) => model.Evaluate(data.Test)["loss"];

    private static string Table()
    {
        var path = Path.Combine(Repository.Root, Housing);
        if (!File.Exists(path)) Assert.Inconclusive($"There is no {Housing} beside the repository.");
        return path;
    }
}
