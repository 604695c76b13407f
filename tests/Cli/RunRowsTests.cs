using System.Globalization;
using System.Text;
using OnnxForge.Cli;
using OnnxForge.Inference;
using OnnxForge.Tests.Authoring;
using OnnxForge.Tests.Inference;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class RunRowsTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Cleanup() => folder.Dispose();

    [TestMethod]
    public void Run_CsvInOrder_GivesARowEach()
    {
        var rows = folder.Write("rows.csv", "a;b;c\n1;2;3\n4;5;6\n-1; 0.5 ;1e1\n");

        var run = CliRun.Of("run", Linear(), rows, "-o", folder["out.csv"], "--batch", "2");

        Assert.AreEqual(0, run.Code, run.Error);
        StringAssert.StartsWith(run.Output, $"y float32 [3, 2] -> {folder["out.csv"]}\n3 rows, ");
        Assert.AreEqual("y_0,y_1\n24,19\n42,16\n40,21\n", File.ReadAllText(folder["out.csv"]));
    }

    [TestMethod]
    public void Run_CsvByName_TakesTheModelsColumnsWithTheirTypes()
    {
        var rows = folder.Write("rows.csv", "note,names,right_1,right_0,left_0,left_1\nx,\"Oslo, \"\"old\"\"\n town\",4,3,1,2\ny,,40,30,10,20\n");

        var run = CliRun.Of("run", Sums(), rows, "-o", folder["out.csv"]);

        Assert.AreEqual(0, run.Code, run.Error);
        Assert.AreEqual("sum_0,sum_1,labels\n4,6,\"Oslo, \"\"old\"\"\n town\"\n40,60,\n", File.ReadAllText(folder["out.csv"]));
    }

    [TestMethod]
    public void Run_EachForm_ComesBackTheSame()
    {
        var rows = folder.Write("rows.csv", "left_0,left_1,right_0,right_1,names\n1,2,3,4,a\n-1,0.1,1e-7,5,é\n");
        var expected = Read("rows.csv", "one.jsonl");
        Assert.AreEqual("{\"sum\":[4,6],\"labels\":\"a\"}\n{\"sum\":[-0.9999999,5.1],\"labels\":\"é\"}\n", expected);

        folder.Write("rows.jsonl", "{\"left\":[1,2],\"right\":[3,4],\"names\":\"a\"}\n{\"left\":[-1,0.1],\"names\":\"\\u00e9\",\"right\":[1e-7,5],\"more\":{}}\n");
        folder.Write("rows.json", $"[{File.ReadAllText(folder["rows.jsonl"]).Trim().Replace("}\n{", "},\n {", StringComparison.Ordinal)}]");
        folder.Write("arrays.json", "{\"names\":[\"a\",\"é\"],\"left\":[[1,2],[-1,0.1]],\"right\":[[3,4],[1e-7,5]]}");
        NpzFile.Write(folder["arrays.npz"], new Dictionary<string, TensorData>
        {
            ["names"] = TensorData.Create(["a", "é"], 2),
            ["left"] = TensorData.Create([1f, 2, -1, 0.1f], 2, 2),
            ["right"] = TensorData.Create([3f, 4, 1e-7f, 5], 2, 2),
        });
        Assert.AreEqual(expected, Read("rows.jsonl", "two.jsonl"));
        Assert.AreEqual(expected, Read("rows.json", "three.jsonl", "--batch", "1"));
        Assert.AreEqual(expected, Read("arrays.json", "four.jsonl", "--batch", "1"));
        Assert.AreEqual(expected, Read("arrays.npz", "five.jsonl", "--batch", "1"));
        Assert.AreEqual("[{\"sum\":[4,6],\"labels\":\"a\"},{\"sum\":[-0.9999999,5.1],\"labels\":\"é\"}]\n", Read("rows.csv", "six.json", "--batch", "1"));
        Assert.AreEqual("{\"sum\":[[4,6],[-0.9999999,5.1]],\"labels\":[\"a\",\"é\"]}\n", Read("arrays.json", "seven.json"));
        Assert.AreEqual("sum_0,sum_1,labels\n4,6,a\n-0.9999999,5.1,é\n", Read("arrays.npz", "eight.csv"));

        NpyFile.Write(folder["left.npy"], TensorData.Create([1f, 2, -1, 0.1f], 2, 2));
        NpyFile.Write(folder["right.npy"], TensorData.Create([3f, 4, 1e-7f, 5], 2, 2));
        NpyFile.Write(folder["names.npy"], TensorData.Create(["a", "é"], 2));
        Assert.AreEqual(expected, Read("left.npy", "ten.jsonl", folder["right.npy"], $"names={folder["names.npy"]}", "--batch", "1"));

        Assert.AreEqual(0, CliRun.Of("run", Sums(), rows, "-o", folder["nine.npz"], "--batch", "1").Code);
        var arrays = NpzFile.Read(folder["nine.npz"]);
        CollectionAssert.AreEqual(new[] { 4, 6, -0.9999999f, 5.1f }, arrays["sum"].AsSpan<float>().ToArray());
        CollectionAssert.AreEqual(new[] { "a", "é" }, arrays["labels"].AsSpan<string>().ToArray());

        string Read(string input, string output, params string[] more)
        {
            var run = CliRun.Of(["run", Sums(), folder[input], "-o", folder[output], .. more]);
            Assert.AreEqual(0, run.Code, run.Error);
            return File.ReadAllText(folder[output]);
        }
    }

    [TestMethod]
    public void Run_WithoutOutput_PrintsCsvOrJson()
    {
        var rows = folder.Write("rows.csv", "1,2,3\n");

        Assert.AreEqual("y_0,y_1\n24,19\n", CliRun.Of("run", Linear(), rows, "--no-header").Output);
        Assert.AreEqual("[{\"y\":[24,19]}]\n", CliRun.Of("run", Linear(), rows, "--no-header", "--json").Output);
    }

    [TestMethod]
    public void Run_MissingValues_AreErrorsOrNaN()
    {
        var rows = folder.Write("rows.csv", "a,b,c\n1,2,3\n4,\"\",NA\n");

        Fails(rows, $"{rows}:3:3: expected a number in the range of float32 for \"b\"; received an empty cell. Fill the cell, or run with --missing nan where the model takes NaN.");
        var run = CliRun.Of("run", Linear(), rows, "--missing", "nan");
        Assert.AreEqual("y_0,y_1\n24,19\nNaN,NaN\n", run.Output);
    }

    [TestMethod]
    public void Run_TableThatDoesNotFit_NamesThePlaceAndWritesNothing()
    {
        Fails(folder.Write("a.csv", "a,b,c\n1,2,3\n\"x\ny\",2,3\n"), $"{folder["a.csv"]}:3:1: expected a number in the range of float32 for \"a\"; received \"x\ny\". Correct the cell.");
        Fails(folder.Write("b.csv", "a,b,c\n1,2,3\n1,2\n"), $"{folder["b.csv"]}:3: expected 3 fields, as in the header; received 2. Correct the row.");
        Fails(folder.Write("c.csv", "a,b,c\n1,  ü ,1e39\n"), $"{folder["c.csv"]}:2:3: expected a number in the range of float32 for \"b\"; received \"ü\". Correct the cell.");
        Fails(folder.Write("d.csv", "a,b,c\n1,22,1e39\n"), $"{folder["d.csv"]}:2:6: expected a number in the range of float32 for \"c\"; received \"1e39\". Correct the cell.");
        Fails(folder.Write("e.csv", "x_0,b,c\n1,2,3\n"), $"{folder["e.csv"]}, header: expected the columns \"x_0\", \"x_1\", \"x_2\", or 3 columns in the order of the inputs \"x\"; received \"x_0\", \"b\", \"c\", without \"x_1\", \"x_2\". Name the columns as the model's inputs.");
        Fails(folder.Write("f.csv", "1,2,3\n4,5,6\n"), $"{folder["f.csv"]}:1: expected the names of the columns; received numbers: 1, 2, 3. Run with --no-header, where the first row is data.");
        Fails(folder.Write("g.csv", "a,b,c\n"), "INPUT: expected a row or more; received none. Add rows, or check that this is the right file.");
        Fails(folder.Write("h.csv", "a,b,c\n1,\"2,3\n"), $"{folder["h.csv"]}:2: expected fields whose quotes are closed, with quotes inside them doubled, in rows of at most 16000000 bytes; received text that breaks this rule. Correct the line.");
        Fails(folder.Write("i.json", "[[1,2,3],\n [1,2,x]]"), $"{folder["i.json"]}:2:7: expected JSON: an array of rows, or one array for each input by name; received text that is none. Correct the text.");
        Fails(folder.Write("j.json", "[[1,2,3],[1,2]]"), $"{folder["j.json"]}, row 2: expected 3 values for x float32 [batch, 3]; received 2. Correct the row.");
        Fails(folder.Write("k.jsonl", "{\"x\":[1,2,3]}\n{\"x\":[1,\"two\",3]}"), $"{folder["k.jsonl"]}, row 2, \"x\": expected a number in the range of float32; received \"two\". Correct the value.");
        Fails(folder.Write("l.jsonl", "{\"z\":[1,2,3]}"), $"{folder["l.jsonl"]}, row 1, \"x\": expected a value for each of the inputs \"x\"; received none. Add it to the row.");
        Fails(folder.Write("m.json", "{\"z\":[1,2,3]}"), $"{folder["m.json"]}: expected an array for each of the inputs \"x\"; received none of them. Name the arrays as the model's inputs.");
    }

    [TestMethod]
    public void Run_Cancelled_LeavesNoFile()
    {
        var rows = folder.Write("rows.csv", "a,b,c\n" + string.Concat(Enumerable.Repeat("1,2,3\n", 5000)));
        File.WriteAllText(folder["out.csv"], "of before");
        var model = Linear();
        var files = folder.Files;
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        var run = CliRun.Of(cancelled.Token, "run", model, rows, "-o", folder["out.csv"]);

        Assert.AreEqual(130, run.Code);
        CollectionAssert.AreEqual(files.ToArray(), folder.Files.ToArray());
        Assert.AreEqual("of before", File.ReadAllText(folder["out.csv"]));
    }

    [TestMethod]
    public void Run_ManyRows_KeepsMemoryFlat()
    {
        const int Rows = 100_000;
        using (var writer = new StreamWriter(folder["rows.csv"], append: false, Encoding.UTF8))
        {
            writer.Write("a,b,c\n");
            for (var i = 0; i < Rows; i++) writer.Write(string.Create(CultureInfo.InvariantCulture, $"{i % 1000},{i % 7},0.5\n"));
        }
        var model = Linear();

        var run = CliRun.Of("run", model, folder["rows.csv"], "-o", folder["out.csv"]);

        Assert.AreEqual(0, run.Code, run.Error);
        StringAssert.Contains(run.Output, "100,000 rows, ");
        var lines = File.ReadLines(folder["out.csv"]).ToList();
        Assert.HasCount(Rows + 1, lines);
        for (var i = 0; i < Rows; i++) Assert.AreEqual(string.Create(CultureInfo.InvariantCulture, $"{i % 1000 + 2 * (i % 7) + 11.5},{20 - i % 1000}"), lines[i + 1]);
    }

    [TestMethod]
    [DataRow("out.npy")]
    [DataRow("out.npz")]
    [DataRow("out")]
    public void Run_AMillionRowsToArrays_HoldsABatchOfThem(string output)
    {
        const int Rows = 1_000_000, Width = 96; // so much that what the collector has not freed yet is a small part of it
        NpyFile.Write(folder["x.npy"], TensorData.Create(Enumerable.Range(0, Rows).Select(i => (float)i).ToArray(), Rows, 1));
        File.WriteAllBytes(folder["wide.onnx"], new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "batch", 1).Output("y", OnnxModelBuilder.Float32, "batch", Width)
            .Weight("w", [.. Enumerable.Range(0, Width).Select(i => (float)i)], 1, Width).Node("MatMul", ["x", "w"], ["y"]).Build());
        string[] arguments = ["run", folder["wide.onnx"], folder["x.npy"], "--batch", "4096", "-o", folder[output]];
        var peak = PeakMemory.Start();

        var run = CliRun.Of(arguments);

        Assert.AreEqual(0, run.Code, run.Error);
        Assert.IsLessThan(Rows * Width * sizeof(float) / 2, peak.Growth, "the outputs take twice that");
        StringAssert.StartsWith(run.Output, $"y float32 [1000000, 96] -> ");
        var y = output == "out.npz" ? NpzFile.Read(folder[output])["y"] : NpyFile.Read(output == "out" ? Path.Combine(folder[output], "y.npy") : folder[output]);
        Assert.AreEqual("float32 [1000000, 96]", y.ToString());
        for (var row = 0; row < Rows; row += 4095) Assert.AreEqual((float)row * 95, y.AsSpan<float>()[row * Width + 95]);
        Assert.IsEmpty(Directory.GetFiles(folder["."], "*.tmp", SearchOption.AllDirectories));
    }

    [TestMethod]
    public void Run_ALargeArchive_HoldsABatchOfIt()
    {
        const int Rows = 500_000, Width = 96;
        NpzFile.Write(folder["x.npz"], new Dictionary<string, TensorData> { ["x"] = TensorData.Create(Enumerable.Range(0, Rows * Width).Select(i => i % Width == 5 ? (float)(i / Width) : 0).ToArray(), Rows, Width) });
        File.WriteAllBytes(folder["narrow.onnx"], new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "batch", Width).Output("y", OnnxModelBuilder.Float32, "batch", 1)
            .Weight("w", [.. Enumerable.Repeat(1f, Width)], Width, 1).Node("MatMul", ["x", "w"], ["y"]).Build());
        GC.Collect();
        var peak = PeakMemory.Start();

        var run = CliRun.Of("run", folder["narrow.onnx"], folder["x.npz"], "--batch", "4096", "-o", folder["y.npy"]);

        Assert.AreEqual(0, run.Code, run.Error);
        Assert.IsLessThan(Rows * Width * sizeof(float) / 2, peak.Growth, "the input takes twice that");
        var y = NpyFile.Read(folder["y.npy"]).AsSpan<float>();
        for (var row = 0; row < Rows; row++) Assert.AreEqual((float)row, y[row]);
    }

    [TestMethod]
    [DataRow("out.npy")]
    [DataRow("out.npz")]
    [DataRow("out")]
    public void Run_ThatFailsInALaterBatch_LeavesNoArray(string output)
    {
        var rows = folder.Write("rows.csv", "a,b,c\n1,2,3\n4,5,six\n");
        var model = Linear();
        var files = folder.Files.ToArray();

        var run = CliRun.Of("run", model, rows, "--batch", "1", "-o", folder[output]);

        Assert.AreEqual(2, run.Code);
        StringAssert.StartsWith(run.Error, $"onnxforge: {rows}:3:");
        CollectionAssert.AreEqual(files, folder.Files.ToArray());
        Assert.IsFalse(Path.Exists(folder[output]));
    }

    [TestMethod]
    public void Run_RowsOfSeveralSizes_AreNoArray()
    {
        File.WriteAllBytes(folder["open.onnx"], new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "batch", "n").Output("y", OnnxModelBuilder.Float32, "batch", "n").Node("Neg", ["x"], ["y"]).Build());
        var rows = folder.Write("rows.jsonl", "[1,2]\n[1,2,3]\n");

        var run = CliRun.Of("run", folder["open.onnx"], rows, "--batch", "1", "-o", folder["out.npy"]);

        Assert.AreEqual("onnxforge: Output \"y\": expected rows of one size in all batches, as in float32 [1, 2]; received float32 [1, 3]. Run all rows at once, without --batch, or write to .csv or .json.\n", run.Error);
    }

    [TestMethod]
    public void Report_Watched_RewritesOneLine()
    {
        using var terminal = new BufferTerminal(isInteractive: true);
        var clock = new ManualClock();
        var progress = new RunProgress(terminal, clock);

        progress.Report(1, 0.1);
        clock.Advance(TimeSpan.FromSeconds(2));
        progress.Report(1000, 0.5);
        progress.Clear();

        const string Line = "[============............] 50% - 1,000 rows, 500 rows/s";
        Assert.AreEqual($"\r{Line}\r{new string(' ', Line.Length)}\r", terminal.Output.ToString());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void FileReadForLong_Watched_IsShownUntilItIsDoneOrFails(bool done)
    {
        using var terminal = new BufferTerminal(isInteractive: true);
        var clock = new ManualClock();
        using var progress = new FileProgress(terminal, clock, "reading m.forge");

        progress.Report(0.01);
        clock.Advance(TimeSpan.FromSeconds(1));
        progress.Report(0.25);
        if (done) progress.Report(1);
        progress.Dispose();

        const string Line = "[======..................] 25% - reading m.forge";
        Assert.AreEqual($"\r{Line}\r{new string(' ', Line.Length)}\r", terminal.Output.ToString());
        Assert.IsNull(FileProgress.Reading("m.forge", terminal, json: true));
    }

    [TestMethod]
    public void Report_Redirected_WritesALineEvery10Seconds()
    {
        using var terminal = new BufferTerminal();
        var clock = new ManualClock();
        var progress = new RunProgress(terminal, clock);

        for (var second = 1; second <= 25; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            progress.Report(second * 100, second / 25.0);
        }

        Assert.AreEqual("", terminal.Output.ToString());
        Assert.AreEqual("40% - 1,000 rows, 100 rows/s\n80% - 2,000 rows, 100 rows/s\n", terminal.Error.ToString());
    }

    private void Fails(string input, string message)
    {
        var run = CliRun.Of("run", Linear(), input, "-o", folder["never.csv"]);

        Assert.AreEqual($"onnxforge: {message}\n", run.Error);
        Assert.AreEqual(2, run.Code);
        Assert.IsEmpty(folder.Files.Where(file => file.StartsWith("never", StringComparison.Ordinal)).ToList());
    }

    private string Linear()
    {
        File.WriteAllBytes(folder["linear.onnx"], HandMadeModels.Linear);
        return folder["linear.onnx"];
    }

    /// <summary>sum = left + right, both [batch, 2] float32; labels = names, string [batch].</summary>
    private string Sums()
    {
        File.WriteAllBytes(folder["sums.onnx"], new OnnxModelBuilder()
            .Input("left", OnnxModelBuilder.Float32, "batch", 2).Input("right", OnnxModelBuilder.Float32, "batch", 2).Input("names", OnnxModelBuilder.Text, "batch")
            .Output("sum", OnnxModelBuilder.Float32, "batch", 2).Output("labels", OnnxModelBuilder.Text, "batch")
            .Node("Add", ["left", "right"], ["sum"]).Node("Identity", ["names"], ["labels"]).Build());
        return folder["sums.onnx"];
    }

    private sealed class ManualClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan time) => now += time.Ticks;
    }
}
