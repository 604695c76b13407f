namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class HousingTests
{
    private const double LeastMargin = 0.10;

    [TestMethod]
    public void Train_CensusHousing_BeatsLinearRegression()
    {
        if (FindData() is not { } data)
        {
            Assert.Inconclusive("There is no ../shared/data/housing.csv beside the repository.");
            return;
        }
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", data, "--target", "median_house_value", "--out", folder["out"], "--json");

        Assert.AreEqual(0, run.Code, run.Error);
        var test = run.Json["metrics"]!["test"]!;
        var (model, linear) = ((double)test["rmse"]!, (double)test["linearRegressionRmse"]!);
        Assert.IsLessThan((1 - LeastMargin) * linear, model);
        // A broken baseline would be easy to beat: on this data the regression explains about 64 % of the variance.
        Assert.IsLessThan(75_000, linear);
        Assert.AreEqual(5160, (int)run.Json["data"]!["testRows"]!);
        Assert.AreEqual("ocean_proximity", (string?)run.Json["data"]!["text"]!.AsArray().Single());
        StringAssert.Contains(File.ReadAllText(Path.Combine(folder["out"], "report.html")), "a linear regression");
    }

    private static string? FindData()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "OnnxForge.sln"))) root = root.Parent;
        if (root is null) return null;
        var path = Path.GetFullPath(Path.Combine(root.FullName, "..", "shared", "data", "housing.csv"));
        return File.Exists(path) ? path : null;
    }
}
