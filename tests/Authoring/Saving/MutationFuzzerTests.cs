using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Mutated files, given to each reader alone, so that the hashes of the one do not hide the next.</summary>
[TestClass]
public sealed class MutationFuzzerTests
{
    [TestMethod]
    public void MutatedZips_Read_AreRefusedOrRight()
    {
        var refused = MutationFuzzer.Run(bytes =>
        {
            using var reader = new BundleReader("fuzz", new MemoryStream(bytes));
            reader.ReadJson("model.json");
            foreach (var tensor in reader.ReadTensors("weights.safetensors").Values) tensor.Dispose();
        }, [BundleSample.Bytes, RawZip.Write(BundleSample.Entries), Zip64()]);
        // Nearly every byte of a bundle is hashed or compared.
        Assert.IsGreaterThan(MutationFuzzer.Count * 9 / 10, refused);
    }

    [TestMethod]
    public void MutatedSafeTensors_Read_AreRefusedOrRight()
    {
        var refused = MutationFuzzer.Run(bytes =>
        {
            foreach (var tensor in SafeTensors.Read(new MemoryStream(bytes), bytes.Length, "fuzz").Values) tensor.Dispose();
        }, [BundleSample.Weights, BundleSample.Tensors("""{"e":{"dtype":"F64","shape":[2,0],"data_offsets":[0,0]},"s":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"__metadata__":{"format":"pt"}}""", 8)]);
        Assert.IsGreaterThan(MutationFuzzer.Count / 2, refused);
    }

    [TestMethod]
    public void MutatedManifests_Read_AreRefusedOrRight()
    {
        var refused = MutationFuzzer.Run(bytes => BundleFormat.ParseManifest(BundleFormat.FromBytes(bytes, "fuzz"), "fuzz"), [BundleSample.Manifest]);
        Assert.IsGreaterThan(MutationFuzzer.Count / 2, refused);
    }

    /// <summary>The hashes are right, so that the objects are made, built and compiled.</summary>
    [TestMethod]
    public void MutatedModels_Loaded_AreRefusedOrRight()
    {
        using var folder = new Folder();
        using var compiled = new Sequential([new Dense(4, "relu"), new BatchNormalization(), new Dropout(0.5), nn.Linear(4, 1)]);
        compiled.Compile(new MeanSquaredError(), new Adam(), new MeanAbsoluteErrorMetric());
        compiled.call(zeros(2, 3)).Dispose();
        byte[][] seeds = [BundleSample.Model, Model(compiled)];
        var weights = Weights(compiled);
        // Making modules takes a thousand times as long as reading JSON.
        var count = MutationFuzzer.Count / 10;
        var refused = MutationFuzzer.Run(bytes =>
        {
            File.WriteAllBytes(folder["m"], BundleSample.Of(bytes, bytes.AsSpan().IndexOf("sequential"u8) >= 0 ? weights : null));
            ModelBundle.Load(folder["m"], new CustomObjectRegistry()).Model.Dispose();
        }, seeds, count);
        Assert.IsGreaterThan(count / 2, refused);
        Assert.AreEqual("m", folder.Names);
    }

    private static byte[] Model(nn.Module model) => BundleFormat.ToBytes(BundleWriter.Describe(model, new BundleOptions { Extra = new JsonObject { ["a"] = 1 } }));

    private static byte[] Weights(nn.Module model)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, BundleWeights.Of(model));
        return stream.ToArray();
    }

    private static byte[] Zip64()
    {
        using var stream = new MemoryStream();
        var zip = new StoredZipWriter(stream, zip64From: 0);
        foreach (var entry in BundleSample.Entries) zip.Add(System.Text.Encoding.UTF8.GetString(entry.Name), part => part.Write(entry.Data));
        zip.Finish();
        return stream.ToArray();
    }
}
