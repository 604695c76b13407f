using OnnxForge.Authoring;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class CsvSourceTests
{
    [TestMethod]
    public void Columns_AreReadInTheGivenOrder_BatchByBatch()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, "a,\"b, c\",y\r\n1,2,3\r\n\r\n4,\"5\",6\n 7 ,8e1,9");
        var batches = new CsvSource(path, ["b, c", "a"], ["y"]).Read(new EpochRequest(1, 2, 0, true)).ToList();
        Assert.AreEqual(2, batches.Count);
        CollectionAssert.AreEqual(new[] { 2f, 1, 5, 4 }, batches[0].Inputs[0].data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 3f, 6 }, batches[0].Targets[0].data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 80f, 7 }, batches[1].Inputs[0].data<float>().ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 1 }, batches[1].Targets[0].shape);
    }

    [TestMethod]
    public void File_TrainsEpochAfterEpoch()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, "a;b;y\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i / 20.0};{i / 40.0};{2 * i / 20.0 + 1}\n")));
        var history = TrainingSamples.Compiled(new Nadam(0.1)).Fit(new Prefetched(new CsvSource(path, ["a", "b"], ["y"], ';')), new FitOptions { Epochs = 60, BatchSize = 6 });
        Assert.IsLessThan(0.01, history["mean_absolute_error"][^1] / 10);
    }

    [TestMethod]
    public void BadFiles_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var missing = Path.Combine(folder.Path, "none.csv");
        Assert.StartsWith($"{missing}: expected a file that can be read; received a refusal (", Assert.ThrowsExactly<DataException>(() => Fit(missing)).Message);
        Refused("data.csv, header: expected columns named b, y; received a, c. Name the columns as the file does, and its separator.", "a,c\n1,2\n");
        Refused("data.csv, header: expected columns named a, b, y; received no header. Name the columns as the file does, and its separator.", "");
        Refused("data.csv: expected rows below the header; received none. Add rows, or check that this is the right file.", "a,b,y\n");
        Refused("data.csv, line 3, column \"b\": expected a number; received \"x\". Correct the cell, or leave the row out.", "a,b,y\n1,2,3\n1,x,3\n");
        Refused("data.csv, line 4, column \"y\": expected a number; received a missing cell. Correct the cell, or leave the row out.", "a,b,y\n\"1\",2,3\n\n1,2\n");
        Refused("data.csv, line 2: expected a quote that is closed; received none to the end of the file. Correct the line.", "a,b,y\n\"1,2,3\n");

        void Refused(string message, string text) => ConfigContract.Error<DataException>(message, () => Fit(Write(folder, text)));
        static void Fit(string path) => TrainingSamples.Compiled().Fit(new CsvSource(path, ["a", "b"], ["y"]));
    }

    private static string Write(TemporaryFolder folder, string text)
    {
        var path = Path.Combine(folder.Path, "data.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
