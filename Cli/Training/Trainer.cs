using System.Diagnostics;
using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using OnnxForge.Models;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>Trains a recipe on a split table and keeps the best epoch as a bundle.</summary>
internal sealed class Trainer(Recipe recipe, RunSettings settings, string folder, bool resume, IReadOnlyList<Callback> callbacks, CancellationToken cancellation)
{
    private const int ProbeRows = 64;
    private const int KeptCheckpoints = 2;

    /// <summary>The classes that bundles of the recipes name.</summary>
    public static CustomObjectRegistry Registry => new CustomObjectRegistry().RegisterAssembly(typeof(Recipes).Assembly);

    /// <summary>Trains, and reloads what was saved.</summary>
    /// <param name="split">The table's parts.</param>
    /// <param name="data">The table in a few words, for the bundle.</param>
    public TrainedModel Train(TabularSplit split, DataSummary data)
    {
        // Weights are made when the first step runs, so nothing random may come between this and Fit.
        manual_seed(settings.Seed);
        using var model = new TabularModel(TabularSchema.Fit(split.Training), recipe.Create());
        using var training = new EncodedPart(PartMetrics.TrainingName, split.Training, model);
        using var validation = new EncodedPart(PartMetrics.ValidationName, split.Validation, model);
        using var test = new EncodedPart(PartMetrics.TestName, split.Test, model);
        var device = settings.Device == Devices.Cuda ? CUDA : CPU;
        using var probe = test.X.narrow(0, 0, Math.Min(ProbeRows, test.Rows.Rows)).to(device);
        using var x = training.X.to(device);
        using var y = training.Y.to(device);
        using var validationX = validation.X.to(device);
        using var validationY = validation.Y.to(device);
        var path = Path.Combine(folder, OutputNames.Bundle);
        using var best = new BestBundle(path, model, probe, Describe(data), () => OutputNames.DeleteResults(folder));
        var checkpoints = Path.Combine(folder, OutputNames.Checkpoints);
        if (!resume) OutputNames.DeleteCheckpoints(folder);
        var start = Stopwatch.GetTimestamp();
        var history = ((Model)model.Core).Fit(x, y, new FitOptions
        {
            Epochs = settings.Epochs,
            BatchSize = settings.BatchSize,
            Seed = settings.Seed,
            Validation = (validationX, validationY),
            Callbacks = [best, .. callbacks],
            Checkpoints = new Checkpoints(checkpoints, Keep: KeptCheckpoints),
            ResumeFrom = resume ? checkpoints : null,
            CancellationToken = cancellation,
        });
        var duration = Stopwatch.GetElapsedTime(start);
        var epochs = history.Epochs.Select(epoch => new EpochResult(epoch.Epoch, epoch.Values, epoch.Duration.TotalSeconds)).ToList();
        if (best.Epoch is null) return new TrainedModel(epochs, null, history.Stopped, duration, 0, null);
        var bundle = ModelBundle.Load(path, Registry);
        var difference = Difference((TabularModel)bundle.Model, probe, best.ProbePrediction!);
        return new TrainedModel(epochs, best.Epoch, history.Stopped, duration, difference, bundle);
    }

    private static double Difference(TabularModel reloaded, Tensor probe, Tensor expected)
    {
        using var scope = NewDisposeScope();
        var prediction = ((Model)reloaded.Core).Predict(probe.cpu());
        return (prediction - expected).abs().max().item<float>() * reloaded.Schema.Target.Deviation;
    }

    private JsonObject Describe(DataSummary data) => new() { ["settings"] = ResultJson.Settings(settings), ["data"] = ResultJson.Data(data) };
}
