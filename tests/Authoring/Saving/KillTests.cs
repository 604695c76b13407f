using OnnxForge.Authoring;
using OnnxForge.Tests.Export;

namespace OnnxForge.Tests.Authoring;

/// <summary>Processes that save are killed at any moment.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
public sealed class KillTests
{
    private static readonly int kills = LongTests.Asked ? 1_000 : 25;

    [TestMethod]
    public void KilledSaves_LeaveTheOldModelOrTheNew()
    {
        using var folder = new Folder();
        using var old = SavingProcess.MakeModel(SavingProcess.Values[1]);
        var random = new Random(11);
        var (interrupted, found) = (0, new Dictionary<float, int>());
        for (var kill = 0; kill < kills; kill++)
        {
            var fresh = kill % 5 == 0;
            if (fresh) File.Delete(folder["m"]);
            else ModelBundle.Save(folder["m"], old);
            using (var process = SavingProcess.Start(folder["m"]))
            {
                Thread.Sleep(random.Next(100));
                process.Kill();
                process.WaitForExit();
            }
            interrupted += folder.Names.Split(", ").Count(name => name != "m");
            if (fresh && !File.Exists(folder["m"])) continue;
            using var model = (Dense)ModelBundle.Load(folder["m"], new CustomObjectRegistry()).Model;
            var values = model.Kernel.data<float>().ToArray().Concat(model.Bias!.data<float>().ToArray()).Distinct().ToList();
            Assert.HasCount(1, values, $"kill {kill}");
            CollectionAssert.Contains(SavingProcess.Values, values[0]);
            found[values[0]] = found.GetValueOrDefault(values[0]) + 1;
        }
        // The moments were such that a file was being written.
        Assert.IsGreaterThan(0, interrupted);
        Assert.IsNotEmpty(found);
        ModelBundle.Save(folder["m"], BundleSample.MakeModel());
        Assert.AreEqual("m", folder.Names);
    }
}
