using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class ToleranceTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Sums = new()
    {
        ["sum"] = x => x.sum().expand(x.shape[0]) * 1,
        ["sum written over all"] = x => { var y = x.clone(); y.copy_(y.sum()); return y * 1; },
        ["mean"] = x => x.mean() * 1,
        ["norm"] = x => norm(x, 1),
        ["product over the batch"] = x => x.t().matmul(x.cos()),
        ["layer of one unit"] = x => nn.functional.linear(x, ones(1, 6)),
    };

    public static IEnumerable<object[]> SumNames => Sums.Keys.Select(name => new object[] { name });

    [TestMethod]
    public void Build_FunctionThatOnlyMovesValues_MustAgreeExactly()
    {
        using var example = randn(4, 3);
        var parity = OnnxExporter.Build(x => cat([x.flip(1), x.relu()], 1), example).Report.Parity;
        Assert.AreEqual((0.0, 0.0, 0.0), (parity.AbsoluteTolerance, parity.RelativeTolerance, parity.MaxAbsolute));
    }

    [TestMethod]
    [DataRow(2, false)]
    [DataRow(40, true)]
    public void Build_FactorOffByUnitRoundoffs_IsRefusedWhenTheyAreMoreThanRoundings(int roundoffs, bool refused)
    {
        using var example = randn(4, 3);
        var wrong = new Dictionary<string, LoweringRule> { ["aten::mul.Scalar"] = c => [c.Multiply(c.Input(0), 2 * (1 + roundoffs * Math.ScaleB(1, -24)))], ["aten::mul.Tensor"] = c => [c.Multiply(c.Input(0), 2 * (1 + roundoffs * Math.ScaleB(1, -24)))] };
        void Build() => OnnxExporter.Build(x => x * 2, example, new ExportOptions { LoweringOverrides = wrong });
        if (refused) Assert.ThrowsExactly<VerificationException>(Build);
        else Build();
    }

    [TestMethod]
    [DataRow(2, false)]
    [DataRow(40, true)]
    public void Build_SumOffByUnitRoundoffsOfItsTerms_IsRefusedWhenTheyAreMoreThanRoundings(int roundoffs, bool refused)
    {
        using var example = arange(24, float32).mul(1.7f).sin().reshape(4, 6); // terms of both signs, which leave little of each other
        LoweringRule wrong = c => [c.Add(c.Sum(c.Input(0), false, 0, 1), c.Multiply(c.Sum(c.Absolute(c.Input(0)), false, 0, 1), roundoffs * Math.ScaleB(1, -24)))];
        void Build() => OnnxExporter.Build(x => x.sum(), example, new ExportOptions { LoweringOverrides = new Dictionary<string, LoweringRule> { ["aten::sum"] = wrong } });
        if (refused) Assert.ThrowsExactly<VerificationException>(Build);
        else Build();
    }

    [TestMethod, DynamicData(nameof(SumNames))]
    public void Build_SumOfManyTermsThatCancel_IsProved(string name)
    {
        using var example = arange(24, float32).mul(1.7f).sin().reshape(4, 6);
        Assert.AreEqual(1300, OnnxExporter.Build(Sums[name], example).Report.Parity.Cases.Max(c => c.Sizes["batch"]));
    }

    [TestMethod]
    [DataRow(0, false)]
    [DataRow(500, true)]
    public void Build_SineOfALongSumOfOneSign_IsAllowedTheRoundingsOfPartialSums(int roundoffs, bool refused)
    {
        using var example = arange(24, float32).mul(1.7f).sin().reshape(4, 6);
        LoweringRule sum = c => [c.Multiply(c.Sum(c.Input(0), false, 0), 1 + roundoffs * Math.ScaleB(1, -24))];
        void Build() => OnnxExporter.Build(x => x.relu().sum([0L]).sin().expand(x.shape[0], 6) * 1, example, new ExportOptions { LoweringOverrides = new Dictionary<string, LoweringRule> { ["aten::sum.dim_IntList"] = sum } });
        if (refused) Assert.ThrowsExactly<VerificationException>(Build);
        else Build();
    }

    [TestMethod]
    [DataRow("mean", 0, false)]
    [DataRow("mean", 500, true)]
    [DataRow("sum", 0, false)]
    [DataRow("sum", 500, true)]
    [DataRow("cumsum", 0, false)]
    [DataRow("cumsum", 500, true)]
    public void Build_SumOfManyEqualTerms_IsAllowedWhatTheirRoundingsAddUpTo(string name, int roundoffs, bool refused)
    {
        using var example = arange(24, float32).mul(1.7f).sin().reshape(4, 6);
        Tensor Terms(Tensor x) => x.gt(-1e30f).to(float32).mul(0.7f);
        Tensor Run(Tensor x) => name switch { "mean" => Terms(x).mean([0L]), "sum" => Terms(x).sum([0L]), _ => Terms(x).cumsum(0) };
        var wrong = new Dictionary<string, LoweringRule>();
        if (roundoffs > 0) wrong[name == "cumsum" ? "aten::cumsum" : $"aten::{name}.{(name == "sum" ? "dim_IntList" : "dim")}"] = c =>
            [c.Multiply(name == "cumsum" ? CumulativeLowerings.Sum(c) : ReductionLowerings.OverAxes(c), 1 + roundoffs * Math.ScaleB(1, -24))];
        void Build() => OnnxExporter.Build(Run, example, new ExportOptions { LoweringOverrides = wrong });
        if (refused) Assert.ThrowsExactly<VerificationException>(Build);
        else Build();
    }

    [TestMethod]
    public void Build_MeanOfManyDifferentTermsOffByHundredsOfRoundings_IsRefused()
    {
        using var example = arange(24, float32).mul(1.7f).sin().add(2).reshape(4, 6);
        LoweringRule wrong = c => [c.Multiply(ReductionLowerings.OverAxes(c), 1 + 500 * Math.ScaleB(1, -24))];
        Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(x => x.mean([0L]), example, new ExportOptions { LoweringOverrides = new Dictionary<string, LoweringRule> { ["aten::mean.dim"] = wrong } }));
    }

    [TestMethod]
    public void Build_SignOfALogarithmThatNearlyVanishes_IsProved()
    {
        using var example = arange(24, float32).mul(1.7f).sin().mul(20).reshape(4, 6);
        OnnxExporter.Build(x => nn.functional.log_softmax(x, 1).sign(), example);
    }

    [TestMethod]
    [DataRow(0.5f)]
    [DataRow(2f)]
    [DataRow(0.7f)]
    public void Build_NormalizationOfNearlyEqualValues_IsAllowedWhatTheFunctionMoves(float value)
    {
        using var example = full([4, 6, 5], value) + randn(4, 6, 5) * 1e-4;
        var parity = OnnxExporter.Build(x => nn.functional.group_norm(x, 2), example).Report.Parity;
        Assert.IsLessThan(1e-4, parity.RelativeTolerance);
    }

    [TestMethod]
    public void Build_SiluWhereLittleIsLeftOfIt_IsAllowedRoundingsOfItsArgument()
    {
        using var example = linspace(-16, -6, 120).reshape(20, 6);
        var parity = OnnxExporter.Build(x => [nn.functional.silu(x[0]), nn.functional.gelu(x[0] / 3), nn.functional.glu(cat([x[0], x[0]], 1), 1)], [example]).Report.Parity;
        Assert.AreNotEqual(0, parity.Sensitive);
    }

    [TestMethod]
    public void Build_SiluOffByMoreThanRoundingsOfItsArgument_IsRefused()
    {
        using var example = linspace(-16, -6, 120).reshape(20, 6);
        var options = new ExportOptions
        {
            LoweringOverrides = new Dictionary<string, LoweringRule> { ["aten::silu"] = c => [c.Add(c.Multiply(c.Input(0), c.Op("Sigmoid", [c.Input(0)])), c.Scalar(1_000 * Math.ScaleB(1, -24), DataType.Float))] },
        };
        Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(x => nn.functional.silu(x), example, options));
    }

    [TestMethod]
    public void Build_RecurrentTanhOfSmallValues_IsProved()
    {
        using var module = Steady(nn.RNN(4, 3));
        using var example = Thousandths();
        Assert.AreNotEqual(0, OnnxExporter.Build(x => [module.call(x[0], null).Item1], [example], Timed).Report.Parity.MaxAbsolute);
    }

    [TestMethod]
    [DataRow(0, false)]
    [DataRow(12, true)]
    public void Build_GatesOfSmallValuesOffByRoundingsOf1_AreRefused(int roundoffs, bool refused)
    {
        using var module = Steady(nn.GRU(4, 3));
        using var example = Thousandths();
        LoweringRule wrong = c => [c.Add(RecurrentLowerings.Gated(c)[0], c.Scalar(roundoffs * Math.ScaleB(1, -24), DataType.Float)), RecurrentLowerings.Gated(c)[1]];
        void Build() => OnnxExporter.Build(x => [module.call(x[0], null).Item1], [example], Timed with { LoweringOverrides = new Dictionary<string, LoweringRule> { ["aten::gru.input"] = wrong } });
        if (refused) Assert.ThrowsExactly<VerificationException>(Build);
        else Build();
    }

    private static ExportOptions Timed => new() { Inputs = [new InputSpec("x") { DynamicDimensions = new Dictionary<int, string> { [0] = "time" } }] };

    private static Tensor Thousandths() => arange(16 * 50 * 4, float32).mul(1.7f).sin().mul(0.001f).reshape(16, 50, 4);

    // no bias, and recurrent kernels that keep the state's length
    private static T Steady<T>(T module) where T : nn.Module
    {
        using var gradients = no_grad();
        foreach (var (name, weight) in module.named_parameters())
        {
            if (name.StartsWith("bias", StringComparison.Ordinal)) weight.zero_();
            else if (name.StartsWith("weight_hh", StringComparison.Ordinal)) weight.copy_(eye(3).repeat(weight.shape[0] / 3, 1));
            else weight.copy_(arange(weight.numel(), float32).mul(2.3f).cos().reshape(weight.shape));
        }
        return module;
    }

    [TestMethod]
    public void Build_Levels_AreAllTriedAndReported()
    {
        using var example = randn(4, 3);
        var parity = OnnxExporter.Build(x => x.tanh(), example).Report.Parity;
        Assert.AreEqual("None, Basic, Extended, All", string.Join(", ", parity.Levels));
        CollectionAssert.AreEquivalent(Enum.GetValues<DataKind>(), parity.Cases.Select(c => c.Data).Distinct().ToArray());
    }
}
