using System.Text.RegularExpressions;
using System.Xml.Linq;
using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed partial class ReportPageTests
{
    private const string Hostile = "<script>alert('x')</script>&\"";

    [TestMethod]
    public void Write_Result_IsOneWellFormedSelfContainedPage()
    {
        var page = Page();

        var root = Parse(page);
        Assert.AreEqual("html", root.Name.LocalName);
        Assert.HasCount(3, root.Descendants().Where(element => element.Name.LocalName == "svg").ToList());
        Assert.IsEmpty(root.Descendants().Where(element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object").ToList());
        Assert.IsEmpty(root.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href").ToList());
        Assert.DoesNotContain("url(http", page);
        Assert.DoesNotContain("@import", page);
    }

    [TestMethod]
    public void Write_Charts_HaveIdsOfTheirOwn()
    {
        var ids = Parse(Page()).Descendants().Attributes("id").Select(attribute => attribute.Value).ToList();

        Assert.IsGreaterThan(2, ids.Count);
        Assert.HasCount(ids.Count, ids.Distinct().ToList());
    }

    [TestMethod]
    public void Write_HostileNames_AreEscaped()
    {
        var page = Page();

        Assert.DoesNotContain("<script", page);
        StringAssert.Contains(page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;");
    }

    [TestMethod]
    public void Write_Numbers_AreInThePage()
    {
        var text = Parse(Page()).Value;

        foreach (var part in (string[])["48,213", "69,004", "30% below", "1.2e-7", "3.1\u00d7", "Gemm", "model.onnx", "13.4 kB", "batch 64"]) StringAssert.Contains(text, part);
    }

    [TestMethod]
    public void LearningCurve_File_IsWellFormedSvgWithBothCurves()
    {
        var document = XDocument.Parse(SvgImage.ToDocument(Curve()));

        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.AreEqual(svg + "svg", document.Root!.Name);
        var curves = document.Descendants(svg + "polyline").Where(line => ((string)line.Attribute("style")!).Contains("stroke-width:2", StringComparison.Ordinal))
            .Where(line => ((string)line.Attribute("points")!).Split(' ').Length == 3).ToList();
        Assert.HasCount(2, curves);
        var texts = document.Descendants(svg + "text").Select(text => text.Value).ToList();
        CollectionAssert.IsSubsetOf(new[] { "epoch", "loss", "training", "validation" }, texts);
    }

    internal static TrainingResult Result() => new()
    {
        Settings = new RunSettings("residual", 3, 32, 42, "cpu", 20),
        Data = new DataSummary(Hostile, Hostile, ["rooms", Hostile], ["city"], 560, 190, 250),
        History = [.. Enumerable.Range(1, 3).Select(epoch => new EpochResult(epoch, new Dictionary<string, double> { ["loss"] = 1.0 / epoch, ["val_loss"] = 1.2 / epoch }, 0.5))],
        BestEpoch = 3,
        Duration = TimeSpan.FromSeconds(1.5),
        Parts = [Part("training"), Part("validation"), Part("test")],
        Test = new Predictions([100_000, 200_000, 300_000], [110_000, 190_000, 305_000]),
        Parity = new ParityResult(
            [new ParityCaseResult("test split", 250, 250, 0.03, 1.2e-7, null), new ParityCaseResult("batch 64", 64, 64, 0.02, 1.0e-7, null)], [0, 0.01, 0.03], 1e-5, 1e-5, 0),
        Latency = [new LatencyResult(1, 62, 20, 500)],
        Operators = new Dictionary<string, int> { ["Gemm"] = 7, ["Elu"] = 5 },
        Warnings = [],
    };

    private static PartMetrics Part(string name) => new(name, 250, new Dictionary<string, double> { ["loss"] = 0.1, ["huber"] = 0.09 }, 48_213, 31_000, 69_004, 50_000);

    private static string Curve() => SvgImage.Render(Charts.LearningCurve(Result().History, 3), "curve", "Learning curve");

    private static string Page() => ReportPage.Write(Result(), Curve(), [new OutputFile("model.onnx", 13_400, "the exported model")]);

    // The page is written as HTML; its void elements and doctype aside it is well-formed XML too.
    private static XElement Parse(string page) => XElement.Parse(VoidElement().Replace(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<$1/>"));

    [GeneratedRegex("<(meta[^>]*)>")]
    private static partial Regex VoidElement();
}
