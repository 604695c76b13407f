using System.Xml.Linq;
using OnnxForge.Authoring;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class PlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private sealed record PerSample : Loss
    {
        public override Tensor Compute(Tensor target, Tensor prediction) => (prediction - target).square().mean([-1]);
    }

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
        var plot = Plot.LossShape(new Huber());
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
    public void ConfusionMatrix_OfAMetric_ShowsCountsAndLabels()
    {
        var metric = new ConfusionMatrix(2);
        metric.Update(tensor(new[] { 0L, 0, 0, 1, 1 }), tensor(new[] { 0L, 0, 1, 1, 1 }));
        foreach (var text in (string[])["cat", "dog", "predicted", "true", "confusion matrix", "0"]) Assert.Contains(text, Texts(Plot.ConfusionMatrix(metric.Matrix(), ["cat", "dog"])));
        var boxes = XDocument.Parse(Plot.ConfusionMatrix(new double[,] { { 8, 2 }, { 0, 10 } }).ToString()).Descendants(Svg + "rect").Skip(1).Select(box => box.Attribute("fill")!.Value).ToList();
        // 80, 20, 0 and 100 percent of their rows, from pale to the full blue
        CollectionAssert.AreEqual((string[])["#486fde", "#cad4ef", "#f5f5f5", "#1d4ed8"], boxes);
        Assert.AreEqual("Plot.ConfusionMatrix: expected a row and a column for each label, 1 or more; received counts [2, 3] and 2 labels. Give as many labels as classes.",
            Assert.ThrowsExactly<ShapeException>(() => Plot.ConfusionMatrix(new double[2, 3])).Message);
    }

    [TestMethod]
    public void LossShape_OfALossThatReduces_IsDrawn()
    {
        var curves = XDocument.Parse(Plot.LossShape(new PerSample(), 0, 4).ToString()).Descendants(Svg + "polyline").Select(curve => curve.Attribute("points")!.Value).ToList();
        Assert.AreEqual("72,348", curves[0].Split(' ')[0]);
        Assert.HasCount(201, curves[0].Split(' '));
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
