using System.IO.Compression;
using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>A training that can be run again and again.</summary>
/// <param name="Create">A new compiled model, not built, and its Fit on the same data.</param>
/// <param name="Options">How it trains; checkpoints are added.</param>
internal sealed record ResumeScenario(Func<(IModel Model, Func<FitOptions, History> Fit)> Create, Func<FitOptions> Options)
{
    public static ResumeScenario Of(Func<Model> create, Func<DataSource> data, Func<FitOptions> options) => new(() =>
    {
        var model = create();
        return (model, training => model.Fit(data(), training));
    }, options);
}

/// <summary>The proof that a training that stops and goes on is the one that never stopped.</summary>
internal static class ExactResume
{
    private const int Never = int.MaxValue;

    /// <summary>Writes a checkpoint at every step of one run; goes on from each in a new model, with other random numbers drawn before; and compares the next checkpoint to the bit:
    /// weights, optimizer, measures, callbacks, generators, history. That each state leads to the next one is all there is to show; some go on to the end besides.</summary>
    /// <param name="scenario">The training.</param>
    /// <param name="toTheEnd">From which steps the training goes on to its end.</param>
    /// <param name="goesOn">From which steps it goes on at all; null means from each.</param>
    /// <param name="afterEpochs">Whether an epoch's last checkpoint is that after its validation, instead of that after its last step.</param>
    /// <returns>How many checkpoints were gone on from.</returns>
    public static int Check(ResumeScenario scenario, Func<long, bool>? toTheEnd = null, Func<long, bool>? goesOn = null, bool afterEpochs = true)
    {
        using var folder = new Folder(inMemory: true);
        var whole = folder["whole"];
        manual_seed(1);
        var history = Run(scenario, whole, null, null, afterEpochs);
        var files = CheckpointFolder.List(whole);
        Assert.IsGreaterThan(3, files.Count);
        var pairs = files.Zip(files.Skip(1)).Where(pair => goesOn?.Invoke(pair.First.Steps) != false).ToList();
        foreach (var (from, next) in pairs)
        {
            Assert.AreEqual(from.Steps + 1, next.Steps);
            manual_seed(1000 + from.Steps);
            var part = folder[$"from-{from.Steps}"];
            var end = toTheEnd?.Invoke(from.Steps) == true;
            var again = Run(scenario, part, from.Path, end ? null : 2, afterEpochs);
            AssertSame(next.Path, CheckpointFolder.PathOf(part, next.Steps));
            Assert.AreEqual(from.Path, again.Resumed?.Path);
            if (end)
            {
                AssertSame(files[^1].Path, CheckpointFolder.PathOf(part, files[^1].Steps));
                Assert.AreEqual(Text(history), Text(again));
            }
            Directory.Delete(part, recursive: true);
        }
        return pairs.Count;
    }

    /// <summary>Runs into a folder, with a checkpoint at every step.</summary>
    /// <param name="scenario">The training.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="from">The checkpoint to go on from, or null.</param>
    /// <param name="steps">After how many steps it is cancelled, or null.</param>
    /// <param name="afterEpochs">Whether checkpoints are written after epochs too.</param>
    public static History Run(ResumeScenario scenario, string folder, string? from, int? steps, bool afterEpochs = true)
    {
        using var stop = new CancellationTokenSource();
        var left = steps ?? Never;
        var counter = new LambdaCallback { StepEnd = (_, _) => { if (--left == 0) stop.Cancel(); } };
        var options = scenario.Options();
        var (model, fit) = scenario.Create();
        try
        {
            return fit(options with
            {
                Callbacks = [.. options.Callbacks, counter],
                Checkpoints = new Checkpoints(folder, EverySteps: 1, EveryEpochs: afterEpochs ? 1 : Never, Keep: null, Best: "loss"),
                ResumeFrom = from,
                CancellationToken = stop.Token,
            });
        }
        finally
        {
            model.Module.Dispose();
        }
    }

    /// <summary>Two checkpoints are the same to the bit, but for the time that they took.</summary>
    public static void AssertSame(string expected, string actual)
    {
        using var first = ZipFile.OpenRead(expected);
        using var second = ZipFile.OpenRead(actual);
        foreach (var name in (string[])["model.json", "weights.safetensors", "optimizer.safetensors"])
            CollectionAssert.AreEqual(Bytes(first, name), Bytes(second, name), $"{name} of {expected}");
        Assert.AreEqual(Training(first), Training(second), expected);
    }

    /// <summary>The figures of every epoch, in round-trip precision.</summary>
    public static string Text(History history)
    {
        using var writer = new StringWriter();
        history.WriteCsv(writer);
        return $"{writer}{history.Stopped} {history.StopReason}";
    }

    private static string Training(ZipArchive zip)
    {
        var json = JsonNode.Parse(Bytes(zip, "training.json"))!.AsObject();
        Assert.IsTrue(json.Remove("epochSeconds"));
        foreach (var (_, epoch) in json["history"]!.AsObject()) Assert.IsTrue(epoch!.AsObject().Remove("seconds"));
        return json.ToJsonString();
    }

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using var content = zip.GetEntry(name)!.Open();
        using var buffer = new MemoryStream();
        content.CopyTo(buffer);
        return buffer.ToArray();
    }
}
