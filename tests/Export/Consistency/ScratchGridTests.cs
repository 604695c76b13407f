namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class ScratchGridTests
{
    [TestMethod]
    public void Dump()
    {
        if (Environment.GetEnvironmentVariable("GRID_DUMP") is not { Length: > 0 } path) return;
        var shard = Environment.GetEnvironmentVariable("GRID_SHARD")?.Split('/').Select(int.Parse).ToArray() ?? [0, 1];
        var chosen = Environment.GetEnvironmentVariable("ONNXFORGE_OPERATORS");
        bool IsChosen(string name) => chosen is not { Length: > 0 } || chosen.Split(',').Any(p => p.EndsWith('*') ? name.StartsWith(p[..^1]) : name == p);
        using var log = new StreamWriter(path) { AutoFlush = true };
        int i = 0;
        foreach (var row in OperatorSamples.All.Where(r => IsChosen(r.Name)))
        {
            if (i++ % shard[1] != shard[0]) continue;
            var clock = System.Diagnostics.Stopwatch.StartNew();
            log.WriteLine($"START\t{row.Name}");
            IReadOnlyList<CellResult> cells;
            RowResult result;
            try { result = ConsistencyCheck.Run(row, Environment.GetEnvironmentVariable("GRID_ALL") != "0"); cells = result.Cells; }
            catch (Exception e) { log.WriteLine($"THROWS\t{row.Name}\t{e.ToString().ReplaceLineEndings(" | ")}"); continue; }
            foreach (var cell in cells)
            {
                log.WriteLine($"CELL\t{row.Name}\t{SampleValues.NameOf(cell.Type)}\t{cell.Samples.Count}");
                foreach (var s in cell.Samples.Where(s => s.Failure is not null))
                    log.WriteLine($"{(s.Failure!.StartsWith("refused: ONNX Runtime has no ", StringComparison.Ordinal) || ConsistencyExceptions.All.Any(e => e.Covers(cell.Operator, cell.Type, s.Sample.Label)) ? "KNOWN" : "FAIL")}\t{row.Name}\t{SampleValues.NameOf(cell.Type)}\t{s.Sample.Label}\t{s.Failure!.ReplaceLineEndings(" | ")}");
            }
            var accepted = result.Calls;
            var calls = SampleValues.Types.SelectMany(t => row.Samples(t)).Select(s => s.Call).Distinct();
            foreach (var call in calls.Where(c => !accepted.Contains(c))) log.WriteLine($"NEVER\t{row.Name}\t{call}");
            log.WriteLine($"END\t{row.Name}\t{clock.ElapsedMilliseconds}");
        }
        log.WriteLine("DONE");
    }
}
