using OnnxForge.Authoring;
using OnnxForge.Models;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models;

[TestClass]
public sealed class RecipeTests
{
    private static readonly CustomObjectRegistry registry = new CustomObjectRegistry().RegisterAssembly(typeof(Recipes).Assembly);

    public static IEnumerable<object[]> Names => Recipes.All.Select(recipe => new object[] { recipe.Name });

    // On small tensors, several threads wait for each other longer than they work.
    [ClassInitialize]
    public static void Start(TestContext context) => set_num_threads(1);

    [TestMethod]
    public void All_AreFoundByName()
    {
        Assert.AreEqual("residual, wide-deep, reconstructing, mlp", string.Join(", ", Recipes.All.Select(recipe => recipe.Name)));
        foreach (var recipe in Recipes.All) Assert.AreSame(recipe, Recipes.Find(recipe.Name));
        Assert.IsNull(Recipes.Find("Residual"));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Training_AFewSteps_LowersTheLoss(string name)
    {
        var (_, history, _) = Train(name, epochs: 4);
        Assert.IsLessThan(0.7 * history.Epochs[0].Values["loss"], history.Epochs[^1].Values["loss"]);
        Assert.IsTrue(history.Epochs[^1].Values.ContainsKey("mean_absolute_error"));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SameSeed_GivesTheSameWeightsToTheBit(string name)
    {
        var (first, _, _) = Train(name, epochs: 2);
        var (second, _, _) = Train(name, epochs: 2);
        var (other, _, _) = Train(name, epochs: 2, seed: 12);
        Assert.AreEqual(Weights(first), Weights(second));
        Assert.AreNotEqual(Weights(first), Weights(other));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Bundle_OfATrainedModel_PredictsTheSameToTheBitAndTrainsOn(string name)
    {
        var (model, _, rows) = Train(name, epochs: 1);
        var path = Path.Combine(Directory.CreateTempSubdirectory("onnxforge").FullName, "model.forge");
        try
        {
            ModelBundle.Save(path, model);
            var loaded = (TabularModel)ModelBundle.Load(path, registry).Model;
            Assert.AreEqual(Predict(model, rows), Predict(loaded, rows));
            Assert.AreEqual(model.Core.GetType(), loaded.Core.GetType());
            var (x, y) = loaded.Encode(rows);
            var metrics = string.Join(", ", ((Model)model.Core).Metrics.Select(metric => metric.Name));
            Assert.AreEqual(metrics, string.Join(", ", ((Model)loaded.Core).Metrics.Select(metric => metric.Name)));
            Assert.AreEqual(((Model)model.Core).Evaluate(x, y)["loss"], ((Model)loaded.Core).Evaluate(x, y)["loss"]);
            ((Model)loaded.Core).Fit(x, y);
            Assert.AreNotEqual(Predict(model, rows), Predict(loaded, rows));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, true);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void FittedModel_BeatsLinearRegressionOnGeneratedRows(string name)
    {
        var (model, _, _) = Train(name, epochs: 30, rows: 4000);
        var split = GeneratedHousing.Create(4000).Split(11);
        var (x, y) = model.Encode(split.Training);
        var (testX, testY) = model.Encode(split.Test);
        using var linear = LinearRegression.Fit(x, y);
        var linearError = (linear.Predict(testX) - testY).square().mean().item<double>();
        var error = (((Model)model.Core).Predict(testX) - testY).square().mean().item<float>();
        Assert.IsLessThan(0.9 * linearError, error, $"linear {linearError}, {name} {error}");
    }

    private static (TabularModel Model, History History, TabularColumns Training) Train(string name, int epochs, long seed = 11, int rows = 800)
    {
        manual_seed(seed);
        var recipe = Recipes.Find(name)!;
        var split = GeneratedHousing.Create(rows).Split(11);
        var core = recipe.Create();
        var model = new TabularModel(TabularSchema.Fit(split.Training), core);
        var (x, y) = model.Encode(split.Training);
        return (model, core.Fit(x, y, new FitOptions { Epochs = epochs, BatchSize = recipe.BatchSize, Seed = seed }), split.Training);
    }

    private static string Predict(TabularModel model, TabularColumns rows)
    {
        using var noGradient = no_grad();
        model.eval();
        return Convert.ToHexString(model.call(model.Schema.Inputs(rows)).bytes);
    }

    private static string Weights(TabularModel model) =>
        string.Join("\n", model.state_dict().OrderBy(weight => weight.Key, StringComparer.Ordinal).Select(weight => $"{weight.Key} {Convert.ToHexString(weight.Value.bytes)}"));
}
