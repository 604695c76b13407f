using OnnxForge.Authoring;
using OnnxForge.Tests.Export;

namespace OnnxForge.Tests.Authoring;

/// <summary>Mutated weights of other tools: 10,000 pickles and 10,000 files by default, with ONNXFORGE_LONG=1 ten million and a million.</summary>
[TestClass]
public sealed class WeightFuzzTests
{
    private const int Mutations = 10_000;

    [TestMethod]
    public void Pickles_Mutated_AreReadOrRefused()
    {
        List<byte[]> seeds = [];
        foreach (var file in (string[])["network.pth", "checkpoint.pth", "types.pth", "views.pth", "protocol4.pth", "whole-model.pth"])
        {
            using var stream = File.OpenRead(TorchFiles.Path(file));
            var zip = new TorchZip(stream, file);
            seeds.Add(zip.ReadBytes(zip.Entries.Values.Single(entry => entry.Name.EndsWith("/data.pkl", StringComparison.Ordinal)), 1 << 20));
        }
        var count = LongTests.Asked ? 1000 * Mutations : Mutations;
        Assert.IsGreaterThan(count / 4, Fuzz(seeds, count, bytes => PickleReader.Read(bytes, "p")));
    }

    [TestMethod]
    public void WeightFiles_Mutated_AreReadOrRefused()
    {
        using var folder = new Folder();
        using var model = new TorchWeightsTests.Tied();
        ModelWeights.Save(folder["w.dat"], model);
        var seeds = ((string[])[folder["w.dat"], TorchFiles.Path("tied.pth"), TorchFiles.Path("views.pth"), TorchFiles.Path("types.pth")]).Select(File.ReadAllBytes).ToList();
        // A file that is written and read takes ten times as long as a pickle.
        var count = LongTests.Asked ? 100 * Mutations : Mutations;
        Assert.IsGreaterThan(count / 4, Fuzz(seeds, count, bytes =>
        {
            File.WriteAllBytes(folder["m"], bytes);
            foreach (var tensor in ModelWeights.Read(folder["m"]).Values) tensor.Dispose();
        }));
    }

    // The same seed changes the same bytes, so that a failure comes again.
    private static int Fuzz(List<byte[]> seeds, int mutations, Action<byte[]> read)
    {
        var (random, refused) = (new Random(5), 0);
        for (var i = 0; i < mutations; i++)
        {
            var bytes = (byte[])seeds[i % seeds.Count].Clone();
            for (var change = random.Next(1, 4); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(bytes);
            }
            catch (BundleException)
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"mutation {i} ({Convert.ToBase64String(bytes[..Math.Min(bytes.Length, 3000)])}): {error}");
            }
            Assert.IsLessThan(64L << 20, GC.GetAllocatedBytesForCurrentThread() - before, $"mutation {i}");
        }
        return refused;
    }
}
