using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>Saves the model after every epoch whose validation loss is the smallest so far, so that the best one is on disk whenever training ends.</summary>
/// <param name="path">The bundle.</param>
/// <param name="model">The whole model around the core that trains.</param>
/// <param name="probe">Features whose predictions are kept for comparison with the reloaded bundle, on the training's device.</param>
/// <param name="description">What else goes into the bundle.</param>
/// <param name="onFirst">Called before the first save.</param>
internal sealed class BestBundle(string path, TabularModel model, Tensor probe, JsonObject description, Action onFirst) : Callback, IDisposable
{
    private const string ValidationLoss = "val_loss";

    private double smallest = double.PositiveInfinity;

    /// <summary>The epoch that was saved last; null before.</summary>
    public int? Epoch { get; private set; }

    /// <summary>The saved model's predictions for the probe, on the CPU; null before the first save.</summary>
    public Tensor? ProbePrediction { get; private set; }

    public override void OnEpochEnd(EpochRecord epoch)
    {
        var loss = epoch.Values[ValidationLoss];
        if (!(loss < smallest)) return;
        if (Epoch is null) onFirst();
        description["epoch"] = epoch.Epoch;
        description["values"] = CliJson.Numbers(epoch.Values);
        ModelBundle.Save(path, model, new BundleOptions { Extra = description });
        (smallest, Epoch) = (loss, epoch.Epoch);
        ProbePrediction?.Dispose();
        using var prediction = ((Model)model.Core).Predict(probe);
        ProbePrediction = prediction.cpu().DetachFromDisposeScope();
    }

    public override void Save(CheckpointState state)
    {
        if (Epoch is not { } saved) return;
        state.Set("epoch", saved);
        state.Set("smallest", smallest);
        state.Set("probePrediction", ProbePrediction!);
    }

    public override void Load(CheckpointState state)
    {
        (Epoch, smallest) = ((int)state.GetInt64("epoch"), state.GetDouble("smallest"));
        ProbePrediction = state.GetTensor("probePrediction").clone().DetachFromDisposeScope();
    }

    public void Dispose() => ProbePrediction?.Dispose();
}
