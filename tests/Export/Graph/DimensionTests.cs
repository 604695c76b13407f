using OnnxForge.Export;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class DimensionTests
{
    private static readonly Dimension N = Dimension.Symbol("n");
    private static readonly Dimension M = Dimension.Symbol("m");

    public static IEnumerable<object[]> PrintedExpressions =>
    [
        [Dimension.Of(0), "0"],
        [Dimension.Of(-3), "-3"],
        [N, "n"],
        [N * 2, "2*n"],
        [1 + (2 * N), "2*n + 1"],
        [3 - N, "-n + 3"],
        [N - M, "-m + n"],
        [(N + 1) * (N - 1), "n*n - 1"],
        [(N * M) + M, "m*n + m"],
        [N - N, "0"],
        [(N + M).FloorDivide(2), "floor((m + n)/2)"],
        [N.FloorDivide(2), "floor(n/2)"],
        [(N - 1).FloorDivide(2), "floor((n + 1)/2) - 1"],
        [(N - 1).FloorDivide(2) + 1, "floor((n + 1)/2)"],
        [((2 * N) + 3).FloorDivide(2), "n + 1"],
        [(3 * N).FloorDivide(2), "n + floor(n/2)"],
        [((4 * N) + 1).FloorDivide(6), "floor(2*n/3)"],
        [((2 * N) + 2).FloorDivide(4), "floor((n + 1)/2)"],
        [N.FloorDivide(2).FloorDivide(3), "floor(n/6)"],
        [(N.FloorDivide(2) + M).FloorDivide(3), "floor((2*m + n)/6)"],
        [N.FloorDivide(1), "n"],
        [Dimension.Of(-7).FloorDivide(2), "-4"],
        [long.MinValue + (0 * N), "-9223372036854775808"],
    ];

    [TestMethod]
    [DynamicData(nameof(PrintedExpressions))]
    public void ToString_Expression_IsCanonicalAndParsesBack(object built, string text)
    {
        var expression = (Dimension)built;
        Assert.AreEqual(text, expression.ToString());
        if (text != "-9223372036854775808")
        {
            Assert.IsTrue(Dimension.TryParse(text, out var parsed));
            Assert.AreEqual(expression, parsed);
        }
    }

    [TestMethod]
    public void Equals_SameExpressionInOtherOrder_IsTrue()
    {
        Assert.AreEqual(N * 2, 2 * N);
        Assert.AreEqual((N * 2).GetHashCode(), (2 * N).GetHashCode());
        Assert.IsTrue((N + M) * N == (N * N) + (M * N));
        Assert.IsTrue(N != M);
        Assert.IsFalse(N.Equals("n"));
    }

    [TestMethod]
    public void Evaluate_EveryFloorDivision_AgreesWithIntegerArithmetic()
    {
        for (var a = -3; a <= 3; a++)
        {
            for (var b = -5; b <= 5; b++)
            {
                for (var divisor = 1; divisor <= 6; divisor++)
                {
                    var expression = ((a * N) + (2 * M) + b).FloorDivide(divisor) * 3;
                    var nested = (expression + N).FloorDivide(2);
                    foreach (var (n, m) in new[] { (0L, 0L), (1L, 0L), (2L, 5L), (7L, 3L), (64L, 1L) })
                    {
                        var sizes = new Dictionary<string, long> { ["n"] = n, ["m"] = m };
                        var expected = (long)Math.Floor(((a * n) + (2 * m) + b) / (double)divisor) * 3;
                        Assert.AreEqual(expected, expression.Evaluate(sizes), $"{expression} at n={n}, m={m}");
                        Assert.AreEqual((long)Math.Floor((expected + n) / 2.0), nested.Evaluate(sizes), $"{nested} at n={n}, m={m}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Floor_AnyNumerator_HasNoNegativeCoefficients()
    {
        var dimension = ((-5 * N) + (3 * M) - 7).FloorDivide(4);

        var floor = dimension.Terms.SelectMany(term => term.Factors).OfType<DimensionAtom.Floor>().Single();

        Assert.AreEqual("floor((3*m + 3*n + 1)/4)", floor.ToString());
        Assert.IsTrue(floor.Numerator.Terms.All(term => term.Coefficient > 0));
    }

    [TestMethod]
    public void TryGetConstant_AndIsSymbol_TellKindsApart()
    {
        Assert.IsTrue((N - N + 4).TryGetConstant(out var four));
        Assert.AreEqual(4, four);
        Assert.IsTrue(Dimension.Of(0).TryGetConstant(out var zero));
        Assert.AreEqual(0, zero);
        Assert.IsFalse(N.TryGetConstant(out _));
        Assert.IsTrue(N.IsSymbol(out var name));
        Assert.AreEqual("n", name);
        Assert.IsFalse((2 * N).IsSymbol(out _));
        Assert.IsFalse((N * N).IsSymbol(out _));
        Assert.IsFalse(N.FloorDivide(2).IsSymbol(out _));
    }

    [TestMethod]
    public void Symbols_NestedExpression_ListsEachOnceInOrder()
    {
        var expression = (N * M).FloorDivide(3) + N;

        CollectionAssert.AreEqual(new[] { "m", "n" }, expression.Symbols.ToArray());
    }

    [TestMethod]
    public void Evaluate_SizeMissing_NamesIt()
    {
        var exception = Assert.ThrowsExactly<KeyNotFoundException>(() => (N + M).Evaluate(new Dictionary<string, long> { ["n"] = 1 }));

        Assert.AreEqual("Dimension 'm': expected a size for it; received n. Do this: give the dimension a size.", exception.Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("1st")]
    [DataRow("-n")]
    [DataRow("a b")]
    [DataRow("a*b")]
    [DataRow("f(x)")]
    public void Symbol_InvalidName_Throws(string name)
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => Dimension.Symbol(name));

        Assert.AreEqual(
            $"Dimension name: expected a name without white space, operators or a leading digit; received '{name}'. Do this: rename the dimension, for example 'batch'. (Parameter 'name')",
            exception.Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("n +")]
    [DataRow("n n")]
    [DataRow("(n")]
    [DataRow("floor(n/0)")]
    [DataRow("floor(n)")]
    [DataRow("n/2")]
    [DataRow("99999999999999999999")]
    [DataRow("9223372036854775807 + 1")]
    public void TryParse_NoExpression_IsFalse(string text) => Assert.IsFalse(Dimension.TryParse(text, out _));

    [TestMethod]
    public void TryParse_HostileText_IsFalse()
    {
        Assert.IsFalse(Dimension.TryParse(new string('(', 100_000) + "n" + new string(')', 100_000), out _));
        Assert.IsFalse(Dimension.TryParse(new string('(', 100) + "n" + new string(')', 100), out _));
        Assert.IsFalse(Dimension.TryParse(string.Join('*', Enumerable.Repeat("(a+b+c+d+e+f+g+h)", 50)), out _));
        Assert.IsTrue(Dimension.TryParse("((n + 1))*(n + 1)", out var square));
        Assert.AreEqual("n*n + 2*n + 1", square.ToString());
    }

    [TestMethod]
    public void TryParse_HyphenatedName_IsOneName()
    {
        Assert.IsTrue(Dimension.TryParse("batch-size", out var dimension));
        Assert.IsTrue(dimension.IsSymbol(out var name));
        Assert.AreEqual("batch-size", name);
    }

    [TestMethod]
    public void Arithmetic_BeyondSixtyFourBits_Throws() => Assert.ThrowsExactly<OverflowException>(() => N * long.MaxValue * 2);

    [TestMethod]
    public void FloorDivide_DivisorZero_Throws() => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => N.FloorDivide(0));
}
