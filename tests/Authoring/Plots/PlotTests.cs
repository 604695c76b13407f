using System.Xml.Linq;
using OnnxForge.Authoring;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class PlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static List<string> Texts(Plot plot) => [.. XDocument.Parse(plot.ToString()).Descendants(Svg + "text").Select(text => text.Value)];

    [TestMethod]
    public void LearningCurve_OfAHistory_HasBothCurvesAndEpochs()
    {
        var model = new Sequential([new Dense(1)]);
        model.Compile(new MeanSquaredError(), new Nadam(), new MeanAbsoluteErrorMetric());
        var history = model.Fit(randn(64, 3), randn(64, 1), new FitOptions { Epochs = 5, Validation = (randn(8, 3), randn(8, 1)) });
        var plot = Plot.LearningCurve(history, "mean_absolute_error");
        var document = XDocument.Parse(plot.ToString());
        Assert.HasCount(2, document.Descendants(Svg + "polyline").ToList());
        Assert.HasCount(10, document.Descendants(Svg + "circle").ToList());
        foreach (var text in (string[])["mean absolute error", "epoch", "training", "validation", "1", "5"]) Assert.Contains(text, Texts(plot));
        Assert.AreEqual("Plot.LearningCurve: expected a history with \"accuracy\"; received loss, mean_absolute_error, val_loss, val_mean_absolute_error. Name one of its measures.",
            Assert.ThrowsExactly<DataException>(() => Plot.LearningCurve(history, "accuracy")).Message);
    }

    [TestMethod]
    public void LossShape_OfHuber_IsTheSeedsPicture()
    {
        var plot = Plot.LossShape(new HuberLoss());
        var curves = XDocument.Parse(plot.ToString()).Descendants(Svg + "polyline").ToList();
        Assert.HasCount(2, curves);
        Assert.IsNotNull(curves[1].Attribute("stroke-dasharray"));
        // 201 points from -4 to 4; at 0 the loss is 0, on the lowest line.
        var points = curves[0].Attribute("points")!.Value.Split(' ');
        Assert.HasCount(201, points);
        Assert.AreEqual("346,348", points[100]);
    }

    [TestMethod]
    public void Lines_WithGapsAndOneValue_AreDrawn()
    {
        var plot = Plot.Lines("a < b & \"c\"", "x", "y", new PlotLine("gap", [1, 2, 3, 4, 5], [1, 2, double.NaN, 2, double.PositiveInfinity]));
        var document = XDocument.Parse(plot.ToString());
        Assert.HasCount(1, document.Descendants(Svg + "polyline").ToList());
        Assert.HasCount(3, document.Descendants(Svg + "circle").ToList());
        Assert.AreEqual("a < b & \"c\"", document.Root!.Element(Svg + "title")!.Value);
        XDocument.Parse(Plot.Lines("flat", "x", "y", new PlotLine("one", [3], [7])).ToString());
        Assert.AreEqual("Plot none: expected a finite point or more; received none. Check the values.",
            Assert.ThrowsExactly<DataException>(() => Plot.Lines("none", "x", "y", new PlotLine("a", [1], [double.NaN]))).Message);
        Assert.AreEqual("Plot, a: expected as many x as y; received 1 and 0. Give each point both.",
            Assert.ThrowsExactly<DataException>(() => Plot.Lines("none", "x", "y", new PlotLine("a", [1], []))).Message);
    }

    [TestMethod]
    public void ConfusionMatrix_ShowsCountsAndLabels()
    {
        var plot = Plot.ConfusionMatrix(tensor(new[,] { { 8L, 2 }, { 1, 9 } }), ["cat", "dog"]);
        foreach (var text in (string[])["8", "2", "1", "9", "cat", "dog", "predicted", "true"]) Assert.Contains(text, Texts(plot));
        Assert.AreEqual("Plot.ConfusionMatrix: expected counts [classes, classes]; received counts [2, 3]. Give one row and one column for each class.",
            Assert.ThrowsExactly<ShapeException>(() => Plot.ConfusionMatrix(ones(2, 3))).Message);
    }

    [TestMethod]
    public void Save_WritesTheDocument_AndHtmlHoldsIt()
    {
        using var folder = new TemporaryFolder();
        var plot = Plot.LossShape(new MeanSquaredError());
        plot.Save(folder.File("shape.svg"));
        Assert.AreEqual(plot.ToString(), File.ReadAllText(folder.File("shape.svg")));
        Assert.AreEqual($"<div style=\"max-width:640px\">{plot}</div>", plot.ToHtml());
    }
}
