using OnnxForge.Export;

namespace OnnxForge.Tests.Export.Functional;

[TestClass]
public sealed class SizeFitterTests
{
    private static readonly Dictionary<string, Func<long, long, long>> Expressions = new()
    {
        ["7"] = (_, _) => 7,
        ["batch"] = (b, _) => b,
        ["2*batch + 1"] = (b, _) => 2 * b + 1,
        ["batch*length"] = (b, l) => b * l,
        ["3*batch*length - length + 4"] = (b, l) => 3 * b * l - l + 4,
        ["floor((length + 1)/2)"] = (_, l) => (l + 1) / 2,
        ["floor(length/4)"] = (_, l) => l / 4,
        ["length*length"] = (_, l) => l * l,
    };

    public static IEnumerable<object[]> Cases => Expressions.Keys.Select(text => new object[] { text });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_ValuesOfAnExpression_FindsOneThatHoldsElsewhere(string text)
    {
        var expression = Expressions[text];
        var sizes = SizeAssignment.ForTracing(["batch", "length"]);
        var found = SizeFitter.Fit(sizes, [.. sizes.Select(s => expression(s.Sizes["batch"], s.Sizes["length"]))]);
        Assert.IsNotNull(found);
        foreach (var (b, l) in new (long, long)[] { (1, 1), (2, 3), (64, 128), (100, 9) })
            Assert.AreEqual(expression(b, l), found.Evaluate(new Dictionary<string, long> { ["batch"] = b, ["length"] = l }), $"{found} at batch = {b}, length = {l}");
    }

    [TestMethod]
    public void Fit_ValuesOfNoExpression_GivesNone()
    {
        var sizes = SizeAssignment.ForTracing(["batch"]);
        Assert.IsNull(SizeFitter.Fit(sizes, [.. sizes.Select((_, i) => (long)((i * 7919) % 101 * 1_000_003))]));
    }

    [TestMethod]
    public void ForTracing_OneDimension_VariesItOverOddAndEven() =>
        CollectionAssert.AreEqual(new long[] { 5, 7, 8, 10, 9 }, SizeAssignment.ForTracing(["batch"]).Select(s => s.Sizes["batch"]).ToArray());

    [TestMethod]
    public void ForTracing_FiveDimensions_IsRefused()
    {
        var error = Assert.ThrowsExactly<ExportException>(() => SizeAssignment.ForTracing(["a", "b", "c", "d", "e"]));
        Assert.AreEqual("Export: expected at most 4 dynamic dimensions; received 5. Fix some of them.", error.Message);
    }
}
