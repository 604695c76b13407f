using OnnxForge.Tests.Models;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Bugs planted into finished models: the verification must catch each that changes what the model computes.</summary>
[TestClass]
public sealed class GraphMutationTests
{
    private const int FewOfAModel = 10;

    private static readonly IReadOnlyList<OperatorCase> Functions =
    [
        OperatorCase.Of("normalization by hand", x => (x - x.mean([1], keepdim: true)) / (x.var(1, unbiased: false, keepdim: true) + 1e-5).sqrt(), OperatorCase.Normal(4, 6)),
        OperatorCase.Of("thresholds", x => where(x.gt(0.5), x * 2, x.abs() + 1).clamp(-1, 2), OperatorCase.Normal(4, 6)),
        OperatorCase.Of("slices", x => cat([x.narrow(1, 1, 3), x[TensorIndex.Colon, TensorIndex.Slice(0, null, 2)], x.flip(1)], 1), OperatorCase.Normal(4, 6)),
        OperatorCase.Of("positive numbers", x => (x + 0.5).log() * x.sqrt(), OperatorCase.Uniform(4, 6)),
        OperatorCase.Of("rounding", x => (x * 3).floor() + (x * 2).round() * 0.5 + x.exp().ceil(), OperatorCase.Normal(4, 6)),
        OperatorCase.Of("best of each", x => x.argmax(1).to(ScalarType.Float32).unsqueeze(1) + x.amax([1], keepdim: true), OperatorCase.Normal(4, 6)),
        OperatorCase.Of("masks of integers", x => where(x.ge(3), x * 2, x.remainder(3)) + x.eq(7).to(ScalarType.Int64), OperatorCase.Integers(-5, 9, 4, 6)),
    ];

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Models => Architectures.All.Select(a => new object[] { a.Name });

    public static IEnumerable<object[]> FunctionNames => Functions.Select(f => new object[] { f.Name });

    [TestMethod, DynamicData(nameof(Models))]
    public void Verify_BugInAnArchitecture_IsCaught(string name)
    {
        var architecture = Architectures.Find(name);
        using var module = architecture.CreateTrained();
        using var bench = MutationBench.Of(module, architecture.Examples(), architecture.Options(20));
        Check(name, bench, LongTests.Asked ? int.MaxValue : FewOfAModel);
    }

    [TestMethod, DynamicData(nameof(FunctionNames))]
    public void Verify_BugInAFunction_IsCaught(string name)
    {
        using var bench = MutationBench.Of(Functions.Single(f => f.Name == name));
        Check(name, bench, int.MaxValue);
    }

    private void Check(string name, MutationBench bench, int most)
    {
        var chosen = bench.Mutations.ToArray();
        new Random(name.Length).Shuffle(chosen);
        var fates = chosen.Take(most).Select(m => (m.Name, m.IsSmall, Fate: bench.Try(m))).ToList();
        TestContext.WriteLine($"{name}: {fates.Count} of {chosen.Length} bugs; {string.Join(", ", fates.GroupBy(f => f.Fate).Select(g => $"{g.Count()} {g.Key}"))}");
        foreach (var (bug, _, fate) in fates.Where(f => f.Fate != MutantFate.Caught)) TestContext.WriteLine($"  {fate}: {bug}");
        Assert.IsEmpty(fates.Where(f => f.Fate == MutantFate.Missed).Select(f => f.Name).ToList());
        Assert.AreNotEqual(0, fates.Count(f => f.Fate == MutantFate.Caught));
        Assert.IsEmpty(fates.Where(f => (f.Fate is MutantFate.WithinTolerance or MutantFate.Rare) && !f.IsSmall).Select(f => f.Name).ToList());
    }
}
