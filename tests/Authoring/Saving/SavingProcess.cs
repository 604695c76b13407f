using System.Diagnostics;
using System.Runtime.CompilerServices;
using OnnxForge.Authoring;
using OnnxForge.Authoring.Native;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>A process that saves two models in turn to one file until it is killed: the test program itself, which does that instead of testing when a variable names the file.</summary>
internal static class SavingProcess
{
    private const string Variable = "ONNXFORGE_TEST_SAVES_TO", Ready = "ready";

    /// <summary>What all values of a saved model are.</summary>
    public static readonly float[] Values = [1, 2];

    /// <summary>A model of a megabyte, all of whose values are the same.</summary>
    public static Dense MakeModel(float value)
    {
        var model = new Dense(512, kernelInitializer: new Constant(value), biasInitializer: new Constant(value));
        model.EnsureBuilt([-1, 512]);
        return model;
    }

    /// <summary>Starts it, and waits until it is about to save for the first time.</summary>
    public static Process Start(string path)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SavingProcess).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment[Variable] = path;
        var process = Process.Start(start)!;
        Assert.AreEqual(Ready, process.StandardOutput.ReadLine());
        return process;
    }

    [ModuleInitializer]
    internal static void SaveForever()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } path) return;
        LibTorch.EnsureLoaded();
        set_num_threads(1);
        var models = Values.Select(MakeModel).ToList();
        // The first save compiles code; the moments that matter come after it.
        var trial = Path.Combine(Path.GetDirectoryName(path)!, $"trial{Environment.ProcessId}");
        ModelBundle.Save(trial, models[0]);
        File.Delete(trial);
        Console.WriteLine(Ready);
        while (true)
        {
            foreach (var model in models) ModelBundle.Save(path, model);
        }
    }
}
