using OnnxForge.Inference;
using OnnxForge.Tests.Policy;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class OptimizedModelCacheTests
{
    [TestMethod]
    [DataRow(GraphOptimization.None)]
    [DataRow(GraphOptimization.Extended)]
    [DataRow(GraphOptimization.All)]
    public void Load_SecondTime_ComesFromTheCache(GraphOptimization level)
    {
        using var folder = new TemporaryFolder();
        var options = new InferenceOptions { CacheDirectory = folder.File("cache"), Optimization = level };
        var first = Load(Convolution, options);
        var entry = Directory.GetFiles(options.CacheDirectory).Single();
        var written = File.GetLastWriteTimeUtc(entry);
        var second = Load(Convolution, options);
        Assert.AreEqual(entry, Directory.GetFiles(options.CacheDirectory).Single());
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(entry));
        Assert.AreEqual(first, second);
        Assert.AreEqual(Load(Convolution, new InferenceOptions { Optimization = level }), second);
    }

    [TestMethod]
    public void Load_DamagedEntry_IsIgnoredAndRewritten()
    {
        using var folder = new TemporaryFolder();
        var options = new InferenceOptions { CacheDirectory = folder.Path };
        var first = Load(Convolution, options);
        var entry = Directory.GetFiles(folder.Path).Single();
        var whole = File.ReadAllBytes(entry);
        foreach (var damage in new byte[][] { [], whole[..^1], [.. whole[..^1], (byte)(whole[^1] ^ 1)] })
        {
            File.WriteAllBytes(entry, damage);
            Assert.AreEqual(first, Load(Convolution, options));
            CollectionAssert.AreEqual(whole, File.ReadAllBytes(Directory.GetFiles(folder.Path).Single()));
        }
    }

    [TestMethod]
    public void Load_OtherModelOrLevel_HasAnEntryOfItsOwn()
    {
        using var folder = new TemporaryFolder();
        var options = new InferenceOptions { CacheDirectory = folder.Path };
        Load(Convolution, options);
        Load(Convolution, options with { Optimization = GraphOptimization.Basic });
        InferenceModel.Load(Linear, options).Dispose();
        Assert.HasCount(3, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void Load_ManyAtOnce_LeavesOneWholeEntry()
    {
        using var folder = new TemporaryFolder();
        var options = new InferenceOptions { CacheDirectory = folder.Path, Threads = 1 };
        var results = new string[32];
        Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => results[i] = Load(Convolution, options));
        Assert.HasCount(1, results.Distinct());
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void Load_FolderThatIsAFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        var error = Assert.ThrowsExactly<InferenceException>(() => InferenceModel.Load(Linear, new InferenceOptions { CacheDirectory = folder.File("file") }));
        Assert.AreEqual("InferenceOptions.CacheDirectory", error.Where);
        Assert.AreEqual("a folder that can be written", error.Expected);
    }

    [TestMethod]
    public void Load_WeightsElsewhere_AreNotKept()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("w.bin"), new byte[8]);
        File.WriteAllBytes(folder.File("m.onnx"), new OnnxModelBuilder().Input("x", 1, 2).Output("y", 1, 2).ExternalWeight("w", "w.bin", 2).Node("Add", ["x", "w"], ["y"]).Build());
        using var model = InferenceModel.Load(folder.File("m.onnx"), new InferenceOptions { CacheDirectory = folder.File("cache") });
        Assert.IsFalse(Directory.Exists(folder.File("cache")));
    }

    [TestMethod]
    public void Hardware_Key_IsTheSameOnEveryCore() =>
        Assert.HasCount(1, Enumerable.Range(0, 64).AsParallel().Select(_ => Hardware.Key).Distinct());

    /// <summary>Layouts of data that the last level changes are those of convolutions.</summary>
    private static byte[] Convolution => new OnnxModelBuilder()
        .Input("x", 1, "batch", 3, 8, 8).Output("y", 1, "batch", 16, 6, 6)
        .Weight("k", [.. Enumerable.Range(0, 16 * 27).Select(i => MathF.Sin(i))], 16, 3, 3, 3).Weight("b", new float[16], 16)
        .Node("Conv", ["x", "k", "b"], ["c"]).Node("Relu", ["c"], ["y"]).Metadata("purpose", "cache").Build();

    /// <summary>Signature, metadata and predictions in one text.</summary>
    private static string Load(byte[] bytes, InferenceOptions options)
    {
        using var model = InferenceModel.Load(bytes, options);
        var predictions = model.Predict(Enumerable.Range(0, 2 * 192).Select(i => MathF.Cos(i)).ToArray());
        return $"{model.Signature} {string.Join(' ', model.Metadata)} {Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(predictions))}";
    }
}
