using OnnxForge.Export;

namespace OnnxForge.Tests.Export.Functional;

[TestClass]
public sealed class SizeFitterTests
{
    private static readonly Dictionary<string, Func<long, long, long, long>> Expressions = new()
    {
        ["7"] = (_, _, _) => 7,
        ["b"] = (b, _, _) => b,
        ["2b + 1"] = (b, _, _) => 2 * b + 1,
        ["b l"] = (b, l, _) => b * l,
        ["3bl - l + 4"] = (b, l, _) => 3 * b * l - l + 4,
        ["b + l + w"] = (b, l, w) => b + l + w,
        ["b l w"] = (b, l, w) => b * l * w,
        ["12 b (l/4) (w/4)"] = (b, l, w) => 12 * b * (l / 4) * (w / 4),
        ["(l+1)/2"] = (_, l, _) => (l + 1) / 2,
        ["l/4"] = (_, l, _) => l / 4,
        ["l/2*2"] = (_, l, _) => l / 2 * 2,
        ["3*(l/2)+1"] = (_, l, _) => 3 * (l / 2) + 1,
        ["l - l/2"] = (_, l, _) => l - l / 2,
        ["l/2 + b"] = (b, l, _) => l / 2 + b,
        ["(l/2)(w/2)"] = (_, l, w) => (l / 2) * (w / 2),
        ["5(l+1)/2"] = (_, l, _) => 5 * ((l + 1) / 2),
        ["(b+l)/2"] = (b, l, _) => (b + l) / 2,
        ["b l/4"] = (b, l, _) => b * l / 4,
        ["3l/2"] = (_, l, _) => 3 * l / 2,
        ["b % 2"] = (b, _, _) => b % 2,
        ["l % 8"] = (_, l, _) => l % 8,
        ["(8 - l % 8) % 8"] = (_, l, _) => (8 - l % 8) % 8,
        ["(l+7)/8*8"] = (_, l, _) => (l + 7) / 8 * 8,
        ["(l+6)/7"] = (_, l, _) => (l + 6) / 7,
        ["(l+63)/64*64"] = (_, l, _) => (l + 63) / 64 * 64,
        ["min(l, 512)"] = (_, l, _) => Math.Min(l, 512),
        ["min(l, 13)"] = (_, l, _) => Math.Min(l, 13),
        ["max(l, 20)"] = (_, l, _) => Math.Max(l, 20),
        ["b min(l, 512)"] = (b, l, _) => b * Math.Min(l, 512),
        ["max(l - 512, 0)"] = (_, l, _) => Math.Max(l - 512, 0),
        ["max(l - 512, 0) + 1"] = (_, l, _) => Math.Max(l - 512, 0) + 1,
        ["min(b, l)"] = (b, l, _) => Math.Min(b, l),
        ["max(b, l)"] = (b, l, _) => Math.Max(b, l),
        ["l l"] = (_, l, _) => l * l,
        ["l(l-1)/2"] = (_, l, _) => l * (l - 1) / 2,
        ["b l(l-1)/2"] = (b, l, _) => b * (l * (l - 1) / 2),
        ["16 l"] = (_, l, _) => 16 * l,
        ["(l-3)/2+1"] = (_, l, _) => (l - 3) / 2 + 1,
        ["2b l + w/2"] = (b, l, w) => 2 * b * l + w / 2,
    };

    public static IEnumerable<object[]> Cases => Expressions.Keys.Select(text => new object[] { text });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_ValuesOfAnExpression_FindsOneThatHoldsElsewhere(string text)
    {
        var expression = Expressions[text];
        var sizes = TraceSizes("b", "l", "w");
        var found = new SizeFitter(sizes).Fit([.. sizes.Select(s => expression(s.Sizes["b"], s.Sizes["l"], s.Sizes["w"]))]);
        Assert.IsNotNull(found);
        foreach (var (b, l, w) in new (long, long, long)[] { (3, 3, 7), (3, 7, 3), (64, 128, 31), (100, 9, 64), (13, 1300, 2), (2, 600, 9) })
            Assert.AreEqual(expression(b, l, w), found.Evaluate(new Dictionary<string, long> { ["b"] = b, ["l"] = l, ["w"] = w }), $"{found} at b = {b}, l = {l}, w = {w}");
    }

    [TestMethod]
    public void Fit_NestedStrides_BuildOnEachOther()
    {
        var sizes = TraceSizes("b", "l");
        var fitter = new SizeFitter(sizes);
        long Halved(long size, int times) => times == 0 ? size : Halved((size + 1) / 2, times - 1);
        for (int depth = 1; depth <= 5; depth++)
        {
            var found = fitter.Fit([.. sizes.Select(s => Halved(s.Sizes["l"], depth))]);
            for (long l = 1; l < 300; l++) Assert.AreEqual(Halved(l, depth), found!.Evaluate(new Dictionary<string, long> { ["b"] = 1, ["l"] = l }), $"{found} at {l}");
        }
        var merged = fitter.Fit([.. sizes.Select(s => s.Sizes["b"] * Halved(s.Sizes["l"], 3) * Halved(s.Sizes["l"], 3))]);
        Assert.AreEqual(3 * 13 * 13, merged!.Evaluate(new Dictionary<string, long> { ["b"] = 3, ["l"] = 100 }), merged.ToString());
    }

    [TestMethod]
    public void Fit_ValuesOfNoExpression_GivesNone()
    {
        var sizes = TraceSizes("b");
        Assert.IsNull(new SizeFitter(sizes).Fit([.. sizes.Select((_, i) => (long)((i * 7919) % 101 * 1_000_003))]));
    }

    [TestMethod]
    public void Fit_OtherValueAtTheSameSizes_GivesNone()
    {
        var sizes = TraceSizes("b");
        Assert.IsNull(new SizeFitter([.. sizes, sizes[0]]).Fit([.. sizes.Select(s => s.Sizes["b"]), 6]));
    }

    private static readonly Dictionary<string, Func<double, double, double>> RealExpressions = new()
    {
        ["0.3"] = (_, _) => 0.3,
        ["1/n"] = (n, _) => 1 / n,
        ["1/n in single"] = (n, _) => 1f / (float)n,
        ["2.5/n"] = (n, _) => 2.5 / n,
        ["sqrt(m)"] = (_, m) => Math.Sqrt(m),
        ["1/sqrt(m)"] = (_, m) => 1 / Math.Sqrt(m),
        ["m^-0.5 in single"] = (_, m) => MathF.Pow((float)m, -0.5f),
        ["0.7/sqrt(m)"] = (_, m) => 0.7 / Math.Sqrt(m),
        ["log(n)"] = (n, _) => Math.Log(n),
        ["log(n + 1)"] = (n, _) => Math.Log(n + 1),
        ["log2(n)"] = (n, _) => Math.Log2(n),
        ["n / m"] = (n, m) => n / m,
        ["(n - 1) / (m - 1)"] = (n, m) => (n - 1) / (m - 1),
        ["1 / (n m)"] = (n, m) => 1 / (n * m),
        ["sqrt(n m)"] = (n, m) => Math.Sqrt(n * m),
        ["1 - 1/n"] = (n, _) => 1 - 1 / n,
        ["0.5 n"] = (n, _) => 0.5 * n,
        ["0.1 n + 3"] = (n, _) => 0.1 * n + 3,
        ["2/(n - 1)"] = (n, _) => 2 / (n - 1),
        ["n as a real"] = (n, _) => n,
        ["n^2"] = (n, _) => n * n,
    };

    public static IEnumerable<object[]> RealCases => RealExpressions.Keys.Select(text => new object[] { text });

    [TestMethod]
    [DynamicData(nameof(RealCases))]
    public void Fit_RealValuesOfAnExpression_FindsOneThatHoldsElsewhere(string text)
    {
        var expression = RealExpressions[text];
        var sizes = TraceSizes("n", "m");
        var found = new RealFitter(new SizeFitter(sizes)).Fit([.. sizes.Select(s => expression(s.Sizes["n"], s.Sizes["m"]))]);
        Assert.IsNotNull(found);
        foreach (var (n, m) in new (long, long)[] { (3, 3), (64, 7), (2, 100), (1300, 13) })
        {
            var at = new Dictionary<string, long> { ["n"] = n, ["m"] = m };
            double received = found.Factor * found.Functions.Aggregate(1.0, (product, f) => product * f.Evaluate(at)) * (found.Functions.Count == 0 ? 0 : 1) + found.Offset;
            Assert.AreEqual(expression(n, m), received, 1e-6 * Math.Abs(expression(n, m)), $"{found} at n = {n}, m = {m}");
        }
    }

    [TestMethod]
    public void Fit_RealValuesOfNoExpression_GivesNone()
    {
        var sizes = TraceSizes("n");
        Assert.IsNull(new RealFitter(new SizeFitter(sizes)).Fit([.. sizes.Select((_, i) => Math.Sin(i * 7919))]));
    }

    private static List<SizeAssignment> TraceSizes(params string[] names)
    {
        var plan = new SizePlan([.. names.Select(name => new DynamicDimension(name))]);
        return [.. plan.ForTracing(), .. names.SelectMany(plan.FarAlong)];
    }
}
