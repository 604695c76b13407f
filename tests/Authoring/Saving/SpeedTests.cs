using System.Diagnostics;
using System.Security.Cryptography;
using OnnxForge.Authoring;
using OnnxForge.Tests.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Time and memory against TorchSharp's own files of the same model, in one process and in turn.</summary>
[TestClass]
public sealed class SpeedTests
{
    private const double Memory = 1.1;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Load_TakesLittleMoreThanTheWeights()
    {
        using var folder = new Folder();
        ModelBundle.Save(folder["small"], BundleSample.MakeModel());
        ModelBundle.Load(folder["small"], new CustomObjectRegistry()).Model.Dispose();
        const int Units = 6144;
        using (var model = Make(Units)) ModelBundle.Save(folder["m"], model);
        var memory = PeakMemory.Start();
        using var loaded = ModelBundle.Load(folder["m"], new CustomObjectRegistry()).Model;
        Assert.IsLessThan(Memory * 4 * Units * Units, memory.Growth);
        Assert.IsGreaterThan(0.9 * 4 * Units * Units, OperatingSystem.IsLinux() ? memory.Growth : double.MaxValue);
    }

    /// <summary>Times are told with <c>ONNXFORGE_LONG=1</c>, at 256 MB and 1 GB; by default a small model goes the same way.</summary>
    [TestMethod]
    public void SaveAndLoad_AgainstTorchSharps()
    {
        foreach (var units in LongTests.Asked ? new[] { 8192, 16384 } : [256])
        {
            using var folder = new Folder();
            using var model = Make(units);
            var (save, load, fill, read, bound) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var pair = 0; pair < (LongTests.Asked ? 9 : 1); pair++)
            {
                // A bundle is read into a model that it makes; TorchSharp's file into one that the program makes.
                nn.Module? ours = null, theirs = null;
                IReadOnlyDictionary<string, Tensor>? tensors = null;
                var saved = Time(() => ModelBundle.SaveTo(new UnsyncedFiles(), folder["m"], model));
                save.Add(saved / Time(() => model.save(folder["dat"])));
                var loaded = Time(() => ours = ModelBundle.Load(folder["m"], new CustomObjectRegistry()).Model);
                var made = Time(() => theirs = Make(units));
                var filled = Time(() => theirs!.load(folder["dat"]));
                load.Add(loaded / (made + filled));
                bound.Add(loaded / Time(() => SHA256.HashData(model.Kernel.bytes)));
                fill.Add(loaded / filled);
                SafeTensors.Write(folder["safetensors"], model.state_dict());
                read.Add(Time(() => tensors = SafeTensors.Read(folder["safetensors"])) / filled);
                Assert.IsTrue(((Dense)ours!).Kernel.equal(model.Kernel).all().item<bool>() && tensors!["kernel"].equal(model.Kernel).all().item<bool>());
                ours.Dispose();
                theirs!.Dispose();
                tensors["kernel"].Dispose();
            }
            TestContext.WriteLine($"{4.0 * units * units / (1 << 20):F0} MB: save {Median(save):F2} of TorchSharp's; load {Median(load):F2} with the model made, {Median(fill):F2} without; tensors alone {Median(read):F2}; load {Median(bound):F2} of SHA-256 alone");
            if (LongTests.Asked) Assert.IsLessThanOrEqualTo(0.4, Median(load));
        }
    }

    private static Dense Make(int units)
    {
        var model = new Dense(units, useBias: false);
        model.EnsureBuilt([-1, units]);
        return model;
    }

    private static double Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class UnsyncedFiles : FileOperations
    {
        public override void Flush(Stream stream) => stream.Flush();

        public override void FlushFolder(string folder) { }
    }
}
