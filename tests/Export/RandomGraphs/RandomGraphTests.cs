using OnnxForge.Export;

namespace OnnxForge.Tests.Export;

/// <summary>Exports programs made by chance; the exporter compares each with its bytes at sizes that were never traced.</summary>
[TestClass]
public sealed class RandomGraphTests
{
    private const int Few = 200, Many = 3000;

    private static readonly VerificationOptions Verification = LongTests.Asked ? new() : QuickVerification.Options;

    // what an export may refuse, and why; anything else is a failure
    private static readonly string[] RefusalReasons = ["ONNX Runtime has no", "the element type", "several of whose elements share memory", SharedAtOneSize];

    private const string SharedAtOneSize = "a view at every size or a copy at every size";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Build_RandomPrograms_AgreeOrAreRefusedForAListedReason()
    {
        var (refused, failed) = (new Dictionary<string, int>(), new List<string>());
        int count = LongTests.Asked ? Many : Few, first = int.Parse(Environment.GetEnvironmentVariable("ONNXFORGE_FIRST_SEED") ?? "0", System.Globalization.CultureInfo.InvariantCulture), operators = 0;
        long sensitive = 0, compared = 0;
        for (int seed = first; seed < first + count; seed++)
        {
            var program = RandomProgramMaker.Make(seed);
            operators += program.Steps.Count;
            if (Failure(program, out var parity) is not { } failure)
            {
                sensitive += parity!.Sensitive;
                compared += parity.Cases.Sum(c => c.Values);
            }
            else if (RefusalReasons.FirstOrDefault(r => failure.Contains(r, StringComparison.Ordinal)) is { } reason && (reason != SharedAtOneSize || program.SharesWhatItWritesAtOneBatchOnly(1, 7))) refused[reason] = refused.GetValueOrDefault(reason) + 1;
            else failed.Add(Describe(seed, program, failure));
        }
        TestContext.WriteLine($"{count} programs of {operators} operators; refused: {string.Join(", ", refused.Select(r => $"{r.Key} {r.Value}"))}; {sensitive} of {compared} values where the function itself is sensitive; {failed.Count} failed");
        Assert.IsEmpty(failed, string.Join("\n\n", failed.Take(40)));
        Assert.IsLessThan(count / 10, refused.Values.Sum());
        Assert.IsLessThan(0.02, (double)sensitive / compared);
    }

    private static string? Failure(RandomProgram program, out ParityReport? parity)
    {
        parity = null;
        try
        {
            parity = OnnxExporter.Build(program.Run, program.Examples, new ExportOptions { Verification = Verification }).Report.Parity;
            return null;
        }
        catch (Exception e) when (e is ExportException or InvalidOperationException or KeyNotFoundException or ArgumentException or IndexOutOfRangeException or NullReferenceException) { return $"{e.GetType().Name}: {e.Message}"; }
    }

    private static string Describe(int seed, RandomProgram program, string failure)
    {
        var small = Shrunk(program, failure.Split(':')[0]);
        return $"seed {seed}:\n{small}\n{Failure(small, out _)}";
    }

    // The fewest steps that still fail with the same kind of error: one output, no step that it does not need, then one step after the other left out.
    private static RandomProgram Shrunk(RandomProgram program, string kind)
    {
        bool Fails(RandomProgram candidate) => Failure(candidate, out _)?.StartsWith(kind, StringComparison.Ordinal) == true;
        for (int output = program.Examples.Count; output < program.Examples.Count + program.Steps.Count; output++)
            if ((program with { Outputs = [output] }).Pruned() is var candidate && Fails(candidate))
            {
                program = candidate;
                break;
            }
        for (int step = program.Steps.Count - 1; step >= 0; step--)
            if (step < program.Steps.Count && program.Without(step).Select(p => p.Pruned()).FirstOrDefault(Fails) is { } candidate) program = candidate;
        return program;
    }
}
