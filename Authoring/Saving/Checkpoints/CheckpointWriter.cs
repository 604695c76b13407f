using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Writes a training's checkpoints on another thread, from copies, one at a time; an error comes out at the next one, or at the end.</summary>
internal sealed class CheckpointWriter(Checkpoints options, string where, IModel model) : IDisposable
{
    private readonly Monitor? watched = options.Best is { } best ? new Monitor(nameof(Checkpoints), best, options.Mode) : null;
    private System.Text.Json.Nodes.JsonObject? description;
    private readonly List<UncomparedLayer> uncompared = [];
    private Task? pending;

    /// <summary>The layers whose outputs could not be compared with those that loading would make.</summary>
    public IReadOnlyList<UncomparedLayer> Uncompared => uncompared;

    /// <summary>Refuses, before the first step, what could not be written after it.</summary>
    /// <param name="steps">The steps that were done.</param>
    /// <param name="damaged">Files that may be replaced.</param>
    /// <param name="described">Whether the model was described before, and can be.</param>
    /// <exception cref="ConfigException">The folder has later checkpoints, or something in the model cannot be saved.</exception>
    public void Begin(long steps, IReadOnlyList<string> damaged, bool described)
    {
        CheckpointFolder.RefuseLater(where, options.Folder, steps, damaged);
        RefuseUnsaved();
        if (!described) _ = BundleWriter.Describe(model.Module, new BundleOptions());
    }

    /// <summary>Refuses what a checkpoint would lose; after the first step, too, that is when a model has made what it trains with.</summary>
    /// <exception cref="ConfigException">Something cannot be saved.</exception>
    public void RefuseUnsaved() => UnsavedState.Refuse(where, model);

    /// <summary>Whether a checkpoint is due after so many steps.</summary>
    public bool IsDue(long steps) => steps % options.EverySteps == 0;

    /// <summary>Whether one is due after an epoch, and whether its figure is the best so far.</summary>
    public (bool Due, bool Best) IsDue(EpochRecord epoch, FitOptions training)
    {
        var isBest = watched?.IsBest(epoch, training) is true;
        return (isBest || epoch.Epoch % options.EveryEpochs == 0, isBest);
    }

    /// <summary>The best figure so far.</summary>
    public void Save(CheckpointState state) => watched?.Save(state);

    /// <summary>Takes the best figure back.</summary>
    public void Load(CheckpointState state) => watched?.Load(state);

    /// <summary>Copies the weights, and has them written with a state; waits for the checkpoint before, so that no more than one is in memory.</summary>
    /// <param name="steps">The steps that were done.</param>
    /// <param name="state">Where the training stands, freed after it is written.</param>
    /// <param name="best">Whether it is the best, too.</param>
    /// <exception cref="BundleException">The checkpoint before could not be written, or the folder cannot be made.</exception>
    public void Write(long steps, CheckpointState state, bool best)
    {
        Wait();
        MakeFolder();
        // Config and build do not change while the model trains.
        var json = description ??= BundleWriter.Describe(model.Module, new BundleOptions(), uncompared);
        var weights = BundleWeights.Of(model.Module).ToDictionary(item => item.Key, item => Copy(item.Value));
        pending = Task.Run(() =>
        {
            try
            {
                var parts = Checkpoint.Parts(json, weights, state);
                AtomicFile.Write(CheckpointFolder.PathOf(options.Folder, steps), stream => BundleWriter.Write(stream, parts));
                if (best) AtomicFile.Write(Path.Combine(options.Folder, CheckpointFolder.BestName), stream => BundleWriter.Write(stream, parts));
                CheckpointFolder.Rotate(options.Folder, steps, options.Keep);
            }
            finally
            {
                foreach (var weight in weights.Values) weight.Dispose();
                state.Free();
            }
        });
    }

    /// <summary>Waits until the last checkpoint is written.</summary>
    /// <exception cref="BundleException">It could not be.</exception>
    public void Wait()
    {
        var last = pending;
        pending = null;
        last?.GetAwaiter().GetResult();
    }

    // After an error of the training, which is the one to tell, the last checkpoint is still written to its end.
    public void Dispose() => ((IAsyncResult?)pending)?.AsyncWaitHandle.WaitOne();

    private void MakeFolder()
    {
        try
        {
            Directory.CreateDirectory(options.Folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{where}, Checkpoints", $"a folder {options.Folder} that can be made", $"a refusal ({error.Message.TrimEnd('.')})", "Change the path or its permissions.", error);
        }
    }

    private static Tensor Copy(Tensor weight)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return weight.detach().to(CPU, copy: true).DetachFromDisposeScope();
    }
}
