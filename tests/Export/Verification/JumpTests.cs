using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Jumps at values that roundings inside of an operator decide: excused and counted, while a wrong operator before the same jump is refused.</summary>
[TestClass]
public sealed class JumpTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Function, string Operator, Func<LoweringContext, Value> Wrong)> Jumps = new()
    {
        ["floor behind causal attention"] = (x => nn.functional.scaled_dot_product_attention(x.tanh(), x, x, is_casual: true).floor(), "aten::scaled_dot_product_attention", c => c.Multiply(AttentionLowerings.ScaledDotProduct(c), 1.01)),
        ["integer of a cosine near 1"] = (x => (nn.functional.cosine_similarity(x + 0.1, x + 0.2, 1, 1e-3) * 3).to(ScalarType.Int64), "aten::cosine_similarity", c => c.Multiply(DistanceLowerings.Cosine(c), 0.95)),
        ["sign of a variance of equal numbers"] = (x => (Row(x) * 0.1).unsqueeze(1).repeat(1, 7, 1).var(1).sign() + Row(x).var(1, keepdim: true), "aten::var.dim", c => c.Multiply(StatisticsLowerings.Spread(c), 1.01)),
        ["sign of a variance of one number seen often"] = (x => (Row(x) * 0.1).unsqueeze(1).expand(-1, 7, -1).var(1).sign() + Row(x).var(1, keepdim: true), "aten::var.dim", c => c.Multiply(StatisticsLowerings.Spread(c), 1.01)),
    };

    public static IEnumerable<object[]> Names => Jumps.Keys.Select(name => new object[] { name });

    [TestMethod, DynamicData(nameof(Names))]
    public void Build_JumpThatRoundingDecides_IsProvedAndCounted(string name)
    {
        using var example = Example();
        Assert.AreNotEqual(0, OnnxExporter.Build(Jumps[name].Function, example).Report.Parity.Sensitive);
    }

    [TestMethod, DynamicData(nameof(Names))]
    public void Build_WrongOperatorBeforeAJump_IsRefused(string name)
    {
        using var example = Example();
        var (function, target, wrong) = Jumps[name];
        bool reached = false;
        LoweringRule rule = c =>
        {
            reached = true;
            return [wrong(c)];
        };
        Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(function, example, new ExportOptions { LoweringOverrides = new Dictionary<string, LoweringRule> { [target] = rule } }));
        Assert.IsTrue(reached, $"{target} did not run");
    }

    private static Tensor Row(Tensor x) => x.select(1, 0).select(1, 0);

    private static Tensor Example() => arange(4 * 3 * 4 * 4, float32).mul(1.7f).sin().mul(2).reshape(4, 3, 4, 4);
}
