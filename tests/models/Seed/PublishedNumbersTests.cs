using OnnxForge.Authoring;
using OnnxForge.Models;
using OnnxForge.Models.Seed;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models.Seed;

/// <summary>The numbers that the chapter's public notebook printed with Keras on the same table, against the median of several seeds here.</summary>
[TestClass]
public sealed class PublishedNumbersTests
{
    private const double Allowance = 1.10;
    private const string Housing = "../shared/data/housing.csv";
    private static readonly bool everything = Environment.GetEnvironmentVariable("ONNXFORGE_LONG") == "1";
    private static readonly int seeds = everything ? 5 : 1;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void ChapterModel_FourEpochsSavedBetween_IsAsGoodAsKeras() => AssertMedians(
        [("validation loss", 0.238), ("validation MAE", 0.528), ("later validation loss", 0.213), ("later validation MAE", 0.499)], data =>
        {
            var model = ChapterModel.Create();
            model.Compile(new HuberLoss(), new Nadam(), new MeanAbsoluteErrorMetric());
            var first = Fit(model, data, 2);
            using var folder = new TemporaryFolder();
            ModelBundle.Save(folder.File("model.forge"), model);
            using var loaded = (Sequential)ModelBundle.Load(folder.File("model.forge"), new CustomObjectRegistry().Register<HuberLoss>()).Model;
            var second = Fit(loaded, data, 2);
            return [first["val_loss"], first["val_mean_absolute_error"], second["val_loss"], second["val_mean_absolute_error"]];
        });

    [TestMethod]
    public void ExponentialLayer_IsAsGoodAsKeras() => InFull([("validation loss", 0.345), ("test loss", 0.359)], data =>
    {
        using var model = new Sequential([new Dense(30, new Relu()), new Dense(1), new LambdaLayer.ExponentialLayer()]);
        return ValidationAndTest(model, data, 5);
    });

    [TestMethod]
    public void MyDense_IsAsGoodAsKeras() => InFull([("validation loss", 0.622), ("test loss", 0.547)], data =>
    {
        using var model = new Sequential([new MyDense(30, new Relu()), new MyDense(1)]);
        return ValidationAndTest(model, data, 2);
    });

    [TestMethod]
    public void ResidualRegressor_IsAsGoodAsKeras() => InFull([("training loss", 0.554), ("test loss", 0.651)], data =>
    {
        using var model = new ResidualRegressor(1);
        model.Compile(new MeanSquaredError(), new Nadam());
        var training = Fit(model, data, 5);
        return [training["loss"], model.Evaluate(data.Test.X, data.Test.Y)["loss"]];
    });

    [TestMethod]
    public void ReconstructingRegressor_IsAsGoodAsKeras() => InFull([("training loss", 0.454), ("reconstruction error", 0.402)], data =>
    {
        using var model = new ReconstructingRegressor(1);
        model.Compile(new MeanSquaredError(), new Nadam());
        var training = Fit(model, data, 2);
        return [training["loss"], training["reconstruction_error"]];
    });

    [TestMethod]
    public void LoopByHand_IsAsGoodAsKeras() => InFull([("mean loss", 0.644), ("MAE", 0.522)], data =>
    {
        using var model = TrainingLoop.CreateModel();
        var (loss, error) = TrainingLoop.Train(TextWriter.Null, model, data.Training.X, data.Training.Y, 5);
        return [loss, error];
    });

    [TestMethod]
    public void ChapterModel_TwentyEpochs_BeatsLinearRegressionClearly()
    {
        using var data = Read(0);
        using var linear = LinearRegression.Fit(data.Training.X, data.Training.Y);
        using var predicted = linear.Predict(data.Test.X);
        var linearError = (predicted - data.Test.Y.to(ScalarType.Float64)).square().mean().item<double>();
        manual_seed(0);
        using var model = ChapterModel.Create();
        model.Compile(new MeanSquaredError(), new Nadam());
        Fit(model, data, 20);
        var error = model.Evaluate(data.Test.X, data.Test.Y)["loss"];
        TestContext.WriteLine($"test error {error:0.000}, of the regression {linearError:0.000}");
        Assert.IsLessThan(0.8 * linearError, error);
    }

    private void InFull((string Name, double Published)[] numbers, Func<ChapterData, double[]> train)
    {
        if (!everything) Assert.Inconclusive("Five seeds of this model take minutes: set ONNXFORGE_LONG=1.");
        AssertMedians(numbers, train);
    }

    private void AssertMedians((string Name, double Published)[] numbers, Func<ChapterData, double[]> train)
    {
        var runs = new List<double[]>();
        for (var seed = 0; seed < seeds; seed++)
        {
            using var scope = NewDisposeScope();
            using var data = Read(seed);
            manual_seed(seed);
            runs.Add(train(data));
        }
        var medians = numbers.Select((_, i) => runs.Select(run => run[i]).Order().ElementAt(runs.Count / 2)).ToList();
        var texts = numbers.Select((number, i) => $"{number.Name} {medians[i]:0.000} (Keras {number.Published:0.000})").ToList();
        TestContext.WriteLine($"{seeds} seeds: {string.Join(", ", texts)}");
        for (var i = 0; i < numbers.Length; i++) Assert.IsLessThanOrEqualTo(Allowance * numbers[i].Published, medians[i], texts[i]);
    }

    private static IReadOnlyDictionary<string, double> Fit(Model model, ChapterData data, int epochs) =>
        model.Fit(data.Training.X, data.Training.Y, new FitOptions { Epochs = epochs, Validation = data.Validation }).Epochs[^1].Values;

    private static double[] ValidationAndTest(Sequential model, ChapterData data, int epochs)
    {
        model.Compile(new MeanSquaredError(), new Nadam());
        var training = Fit(model, data, epochs);
        return [training["val_loss"], model.Evaluate(data.Test.X, data.Test.Y)["loss"]];
    }

    private static ChapterData Read(int seed)
    {
        var path = Path.Combine(Repository.Root, Housing);
        if (!File.Exists(path)) Assert.Inconclusive($"There is no {Housing} beside the repository.");
        return ChapterData.Read(path, seed);
    }
}
