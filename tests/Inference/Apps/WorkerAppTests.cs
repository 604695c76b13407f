using System.Globalization;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Inference.Apps;

[TestClass]
public sealed class WorkerAppTests
{
    private static readonly string Model = $"--OnnxModels:housing:Path={ExportedModel.Path}";

    [TestMethod]
    public void Worker_WithATable_ScoresEveryRowAndEnds()
    {
        using var folder = new TemporaryFolder();
        const int rows = 2500;
        File.WriteAllLines(folder.File("rows.csv"), ["a,b,c,d,e,f,g,h", .. Enumerable.Range(0, rows).Select(Line)]);
        using var app = AppProcess.Start("Worker", "--Input", folder.File("rows.csv"), "--Output", folder.File("prices.csv"), Model, "--OnnxModels:housing:Device=cpu");
        Assert.AreEqual(0, app.WaitForExit(), app.Text + app.Errors);
        CollectionAssert.AreEqual(
            (string[])["a,b,c,d,e,f,g,h,price", .. Enumerable.Range(0, rows).Select(row => $"{Line(row)},{Features.Price(row).ToString(CultureInfo.InvariantCulture)}")],
            File.ReadAllLines(folder.File("prices.csv")));
        Assert.Contains($"Model housing was loaded from {ExportedModel.Path} in ", app.Text);
    }

    [TestMethod]
    public void Worker_WithoutItsTable_EndsWithAnError()
    {
        using var app = AppProcess.Start("Worker", "--Input", "none.csv", "--Output", "prices.csv", Model);
        Assert.AreNotEqual(0, app.WaitForExit());
        Assert.Contains("none.csv", app.Text + app.Errors);
    }

    [TestMethod]
    public void Worker_WithWrongSettings_DoesNotStart()
    {
        using var app = AppProcess.Start("Worker", Model, "--OnnxModels:housing:Device=cuda:first", "--OnnxModels:housing:Thread=2");
        Assert.AreNotEqual(0, app.WaitForExit());
        Assert.Contains(
            "OnnxModels:housing:Device: expected auto, cpu, cuda, cuda:NUMBER, or the name of an execution provider; received 'cuda:first'. Correct the setting.; OnnxModels:housing:Thread: expected one of Path,", app.Errors);
    }

    private static string Line(int row) => string.Join(',', Features.Row(row));
}
