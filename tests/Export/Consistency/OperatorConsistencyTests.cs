using System.Collections.Concurrent;
using OnnxForge.Export;

namespace OnnxForge.Tests.Export;

/// <summary>Every lowered operator on a grid of shapes, element types, scalars and edge values: eager against ONNX Runtime at torch.testing's tolerances.</summary>
[TestClass]
public sealed class OperatorConsistencyTests
{
    private const double LargestShareOfExceptions = 0.1;
    private static readonly bool AllCells = Environment.GetEnvironmentVariable("ONNXFORGE_LONG") == "1";
    private static readonly ConcurrentDictionary<string, RowResult> Results = [];

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Operators => OperatorSamples.All.Where(row => IsChosen(row.Name)).Select(row => new object[] { row.Name });

    [TestMethod, DynamicData(nameof(Operators))]
    public void Operator_OnItsSamples_ComputesWhatLibtorchDoes(string name)
    {
        var (cells, accepted) = ResultsOf(name);
        var calls = SampleValues.Types.SelectMany(type => OperatorSamples.All.Single(row => row.Name == name).Samples(type)).Select(sample => sample.Call).Distinct();
        CollectionAssert.AreEqual(Array.Empty<string>(), calls.Where(call => !accepted.Contains(call)).ToArray(), "libtorch accepts these calls with none of their arguments");
        var failures = cells.SelectMany(cell => cell.Samples.Where(result => result.Failure is not null && !IsExcepted(cell, result)).Select(result => $"{SampleValues.NameOf(cell.Type)}, {result.Sample.Label}: {result.Failure}")).ToList();
        Assert.IsEmpty(failures, $"{failures.Count} samples of {name} differ:\n{string.Join("\n", failures.Take(40))}");
    }

    [TestMethod]
    public void ConsistencyExceptions_OfEachCell_StillFail()
    {
        var untrue = new List<string>();
        foreach (var exception in ConsistencyExceptions.All)
        {
            var cells = exception.Operators.SelectMany(name => ResultsOf(name).Cells).Where(cell => exception.Types.Contains(cell.Type)).ToList();
            if (AllCells)
            {
                untrue.AddRange(exception.Operators.Except(cells.Select(cell => cell.Operator)).Select(name => $"libtorch takes {name} at none of the types of: {exception}"));
                untrue.AddRange(exception.Types.Except(cells.Select(cell => cell.Type)).Select(type => $"libtorch takes {SampleValues.NameOf(type)} in no operator of: {exception}"));
            }
            if (!exception.Always) continue;
            untrue.AddRange(cells.Where(cell => !cell.Samples.Any(result => result.Failure is not null && exception.Covers(cell.Operator, cell.Type, result.Sample.Label)))
                .Select(cell => $"{cell.Operator} at {SampleValues.NameOf(cell.Type)} agrees now; take it out of: {exception}"));
        }
        Assert.IsEmpty(untrue, string.Join("\n", untrue));
    }

    [TestMethod]
    public void ConsistencyExceptions_OfAllCellsAndSamples_AreFewerThanATenth()
    {
        var cells = OperatorSamples.All.SelectMany(row => ResultsOf(row.Name).Cells).ToList();
        int samples = cells.Sum(cell => cell.Samples.Count), excepted = cells.Sum(cell => cell.Samples.Count(result => result.Failure is not null));
        var exceptedCells = cells.Where(cell => cell.Samples.Any(result => result.Failure is not null)).ToList();
        var summary = $"{OperatorSamples.All.Count} rows, {cells.Count} cells, {samples} samples; {exceptedCells.Count} cells with an exception, {excepted} samples\n" + string.Join("\n", exceptedCells
            .SelectMany(cell => cell.Samples.Where(result => result.Failure is not null).Select(result => ReasonOf(cell, result) ?? "none").Distinct()).CountBy(reason => reason).OrderByDescending(p => p.Value).Select(p => $"{p.Value} cells: {p.Key}"));
        TestContext.WriteLine(summary);
        Assert.IsLessThan(LargestShareOfExceptions, (double)excepted / samples, summary);
        // The two types of each row that are taken by default are those with infinities and NaN.
        if (AllCells) Assert.IsLessThan(LargestShareOfExceptions, (double)exceptedCells.Count / cells.Count, summary);
    }

    [TestMethod]
    public void LoweredOperators_EachOne_HasSamples()
    {
        CollectionAssert.AllItemsAreUnique(OperatorSamples.All.Select(row => row.Name).ToArray());
        var sampled = OperatorSamples.All.SelectMany(row => row.Covered.Value);
        var missing = new LoweringTable((int)OpsetVersions.Default).Operators.Intersect(OperatorTableTests.Reachable.Value).Except(OperatorReasons.Refused).Except(sampled);
        Assert.IsEmpty(missing, string.Join(" ", missing));
    }

    // ONNXFORGE_OPERATORS=add.Tensor,conv* keeps these rows, for work on one operator or family
    private static bool IsChosen(string name) => Environment.GetEnvironmentVariable("ONNXFORGE_OPERATORS") is not { Length: > 0 } chosen
        || chosen.Split(',').Any(pattern => pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern);

    private static RowResult ResultsOf(string name) => Results.GetOrAdd(name, _ => ConsistencyCheck.Run(OperatorSamples.All.Single(row => row.Name == name), AllCells));

    private static bool IsExcepted(CellResult cell, SampleResult result) => ReasonOf(cell, result) is not null;

    // a refusal for want of a kernel gives its reason itself
    private static string? ReasonOf(CellResult cell, SampleResult result) => result.Failure!.StartsWith("refused: ONNX Runtime has no ", StringComparison.Ordinal) ? result.Failure
        : ConsistencyExceptions.All.FirstOrDefault(e => e.Covers(cell.Operator, cell.Type, result.Sample.Label))?.Reason;
}
