using OnnxForge.Benchmarks;

namespace OnnxForge.Tests.Inference;

/// <summary>The limits that tests/Benchmarks measures; each is a ratio of things measured in turns in one process.</summary>
[TestClass]
public sealed class SpeedTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void BoundCall_AgainstTheCInterface_IsAsFast() => Holds(CallBenchmarks.BoundCall);

    [TestMethod]
    public void Predict_AgainstNamedOnnxValue_IsFaster() => Holds(CallBenchmarks.SimpleCall);

    [TestMethod]
    public void Run_ByNameAgainstNamedOnnxValue_IsNoSlower() => Holds(CallBenchmarks.NamedCall);

    [TestMethod]
    [DataRow(4, 16, 2, 1)]
    [DataRow(64, 256, 64, 1)]
    [DataRow(256, 512, 256, 16)]
    public void Predict_OnTwoThreads_IsTwiceAsMuch(int inputs, int hidden, int outputs, int rows) => Holds(() => CallBenchmarks.TwoThreads(inputs, hidden, outputs, rows));

    [TestMethod]
    public void IdleModel_BesideLibTorch_TakesNothingFromIt() => Holds(LibTorchBenchmark.IdleModel);

    [TestMethod]
    public void Load_ChecksOfALargeFile_TakeNoTime() => Holds(LoadBenchmarks.Validation);

    [TestMethod]
    public void Load_LargeExternalData_HoldsItOnce()
    {
        if (!LoadBenchmarks.Child())
        {
            Holds(() => LoadBenchmarks.Memory("--filter", $"FullyQualifiedName~{nameof(Load_LargeExternalData_HoldsItOnce)}"));
        }
    }

    private void Holds(Func<Measurement> measure)
    {
        var measurement = Measurement.Of(measure);
        TestContext.WriteLine($"{measurement}");
        Assert.IsTrue(measurement.Holds, $"{measurement}");
    }
}
