using OnnxForge.Export;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class OperatorTableTests
{
    private const string RewriteCommand = "tests/Export/accept-operator-table.sh";

    /// <summary>The operators that TorchSharp calls by itself.</summary>
    internal static readonly Lazy<IReadOnlyList<string>> Reachable =
        new(() => [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Data", "reachable-operators.txt")).Where(line => line.Length > 0 && !line.StartsWith('#'))]);

    private static readonly Lazy<OperatorStates> States = new(() => new OperatorStates(Reachable.Value, OperatorDecompositions.Exported));

    public static IEnumerable<object[]> Probes => OperatorProbes.All.Select(probe => new object[] { probe.Name });

    public static IEnumerable<object[]> DecomposedByThePage =>
        File.ReadLines(PagePath).Select(line => line.Split('|')).Where(cells => cells.Length == 5 && cells[2].Trim() == "decomposed" && cells[1].Contains('`')).Select(cells => new object[] { cells[1].Trim(' ', '`') });

    private static string PagePath => Path.Combine(Repository.Root, "docs", "operators.md");

    [TestMethod]
    public void OperatorPage_AsWritten_IsWhatTheLoweringsGive()
    {
        var expected = OperatorTable.Write(States.Value, RewriteCommand);
        var written = File.Exists(PagePath) ? File.ReadAllText(PagePath).ReplaceLineEndings("\n") : "";
        if (written == expected) return;
        var received = Path.Combine(Repository.Artifacts, "operator-table", "operators.received.md");
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, expected);
        var difference = expected.Split('\n').Except(written.Split('\n')).FirstOrDefault() ?? "fewer lines";
        Assert.Fail($"docs/operators.md is not what the lowerings give, first: {difference}. Read {received}, and rewrite the page with: {RewriteCommand}");
    }

    [TestMethod]
    public void OperatorStates_OfReachableOperators_NameEachOneOnce()
    {
        Assert.HasCount(821, Reachable.Value);
        CollectionAssert.AreEqual(Reachable.Value.Distinct().Order(StringComparer.Ordinal).ToArray(), States.Value.Entries.Select(e => e.Operator).ToArray());
    }

    [TestMethod]
    public void OperatorStates_OfEachOperator_IsOneOfFour()
    {
        string[] states = ["lowered", "decomposed", "impossible", "not yet"];
        foreach (var entry in States.Value.Entries) CollectionAssert.Contains(states, OperatorTable.NameOf(entry.State), entry.Operator);
        foreach (var entry in States.Value.Entries.Where(e => e.State == OperatorState.Impossible)) Assert.AreNotEqual("", entry.Note, entry.Operator);
    }

    [TestMethod]
    public void OperatorReasons_OfEachPattern_CoverOperatorsThatHaveNoOnnxForm()
    {
        foreach (var pattern in OperatorReasons.All.SelectMany(reason => reason.Patterns))
        {
            var covered = Reachable.Value.Where(name => OperatorReason.Matches(pattern, name)).ToList();
            Assert.IsNotEmpty(covered, $"{pattern} covers no reachable operator");
            foreach (var name in covered)
            {
                Assert.IsFalse(OperatorStates.IsLowered(name), $"{name} has a reason and a row; take {pattern} out of OperatorReasons");
                Assert.IsFalse(OperatorDecompositions.Exported.ContainsKey(name), $"{name} has a reason and exports; take {pattern} out of OperatorReasons");
            }
        }
    }

    [TestMethod]
    public void OperatorReasons_OfEachOperator_AreOne()
    {
        foreach (var name in Reachable.Value) Assert.IsLessThanOrEqualTo(1, OperatorReasons.All.Count(reason => reason.Covers(name)), name);
    }

    [TestMethod]
    public void RefusingRows_OfReachableOperators_HaveAReason()
    {
        Assert.ThrowsExactly<LoweringRefusedException>(() => RandomLowerings.Random(null!));
        Assert.ThrowsExactly<LoweringRefusedException>(() => RecurrentLowerings.Packed(null!));
        var refused = Reachable.Value.Where(name => OperatorReasons.Refused.Contains($"aten::{name}")).ToList();
        Assert.IsNotEmpty(refused);
        foreach (var name in refused) Assert.IsNotNull(OperatorReasons.For(name), $"the row of {name} refuses every call, and no reason says why");
    }

    [TestMethod, DynamicData(nameof(Probes))]
    public void Probe_OfAnOperator_CallsIt(string name)
    {
        CollectionAssert.Contains(Reachable.Value.ToArray(), name);
        Assert.IsTrue(OperatorDecompositions.IsCalled(OperatorProbes.All.Single(probe => probe.Name == name)));
    }

    [TestMethod, DynamicData(nameof(DecomposedByThePage))]
    public void DecomposedOperator_OfThePage_Exports(string name)
    {
        var probe = OperatorProbes.All.Single(p => p.Name == name);
        var report = OnnxExporter.Build(probe.Function, probe.Inputs, new ExportOptions { Inputs = probe.Specs }).Report;
        Assert.AreNotEqual(0, report.Parity.Cases.Sum(c => c.Values));
    }
}
