namespace OnnxForge.Authoring;

// How a training stops and goes on.
internal sealed partial class FitLoop
{
    private readonly CheckpointWriter? checkpoints;
    private (long Steps, bool WithinEpoch) saved;
    private long steps;

    // Null where the training begins. Everything is read and compared before anything changes.
    private Checkpoint? OpenCheckpoint()
    {
        if (options.ResumeFrom is not { } path)
        {
            checkpoints?.Begin(0, [], described: false);
            return null;
        }
        var checkpoint = Checkpoint.Open(where, path, options.Checkpoints?.Folder, out var damaged);
        try
        {
            if (checkpoint is not null)
            {
                TrainingIdentity.Require(where, plan, trainee.Model, checkpoint);
                ReadPlace(checkpoint.State, [.. damaged.Select(file => file.Reason)], checkpoint.Path);
            }
            checkpoints?.Begin(steps, [.. damaged.Select(file => file.Path)], described: checkpoint is not null);
            return checkpoint;
        }
        catch
        {
            checkpoint?.Dispose();
            throw;
        }
    }

    private void ReadPlace(CheckpointState state, IReadOnlyList<string> damaged, string path)
    {
        var done = (int)state.GetInt64("epochs");
        (steps, step) = (state.GetInt64("steps"), (int)state.GetInt64("epochStep"));
        withinEpoch = step > 0;
        epoch = withinEpoch ? done + 1 : done;
        saved = (steps, withinEpoch);
        if (epoch > options.Epochs)
            throw new ConfigException($"{where}, ResumeFrom {path}", $"{epoch} epochs or more, as the checkpoint is of epoch {epoch}", $"{options.Epochs}", "Epochs counts the epochs that were done before, too.");
        history.Resumed = new ResumePoint(path, done, step, damaged);
    }

    private void RestoreModel(Checkpoint checkpoint)
    {
        checkpoint.CopyTo(model);
        trainee.LoadTraining(checkpoint.State.Part("model"));
        state.Load(checkpoint.State.Part("training"));
    }

    // After the callbacks know that a training begins: what they and the data do for it may draw random numbers.
    private void Restore(CheckpointState state)
    {
        secondsBefore = state.GetDouble("epochSeconds");
        if (state.Contains("stopReason")) control.Stop(state.GetString("stopReason"));
        history.Load(state.Part("history"));
        checkpoints?.Load(state.Part("checkpoints"));
        RestoreCallbacks(state.Part("callbacks"));
        if (state.Contains("values"))
        {
            var kept = state.Part("values");
            values = kept.Names.ToDictionary(name => name, kept.GetDouble);
        }
        if (withinEpoch || options.StepsPerEpoch is not null) reader.Load(state.Part("data"), step);
        Tell(callback => callback.OnTrainResume(history.Resumed!));
        RandomGenerators.Load(state.Part("random"));
    }

    private void RestoreCallbacks(CheckpointState state)
    {
        var present = NamedCallbacks().ToList();
        var lost = state.Names.Except(present.Select(pair => pair.Name)).ToList();
        if (lost.Count > 0)
        {
            throw new ConfigException($"{where}, ResumeFrom", $"the callbacks whose state the checkpoint has: {string.Join(", ", state.Names)}", $"no {string.Join(", no ", lost)}",
                "Give them to FitOptions.Callbacks again, or load the checkpoint with ModelBundle.Load and begin a training of it.");
        }
        foreach (var (name, callback) in present)
        {
            if (state.Contains(name)) callback.Load(state.Part(name));
        }
    }

    // The second callback of a class is "EarlyStopping 2".
    private IEnumerable<(string Name, Callback Callback)> NamedCallbacks() => options.Callbacks.GroupBy(callback => TypeNames.Short(callback.GetType()))
        .SelectMany(group => group.Select((callback, i) => (i == 0 ? group.Key : $"{group.Key} {i + 1}", callback)));

    private void SaveIfDue()
    {
        if (checkpoints is null) return;
        // What cannot be saved is refused after the first step, not after hours.
        if (steps == 1) Try();
        if (checkpoints.IsDue(steps)) Save(best: false);
    }

    private void Try()
    {
        checkpoints!.RefuseUnsaved();
        var state = new CheckpointState();
        trainee.State.Save(state.Part("training"));
        trainee.SaveTraining(state.Part("model"));
        state.Free();
    }

    private void SaveIfDue(EpochRecord finished)
    {
        if (checkpoints?.IsDue(finished, options) is (Due: true, var best)) Save(best);
    }

    private void SaveAtEnd()
    {
        if (checkpoints is null) return;
        if (!lossFailed && steps > 0 && saved != (steps, withinEpoch)) Save(best: false);
        checkpoints.Wait();
        history.Uncompared = checkpoints.Uncompared;
    }

    private void Save(bool best)
    {
        if (!Guarded(null, () => guard?.Flush())) return;
        var state = new CheckpointState();
        try
        {
            Describe(state);
            checkpoints!.Write(steps, state, best);
        }
        catch
        {
            state.Free();
            throw;
        }
        saved = (steps, withinEpoch);
    }

    private void Describe(CheckpointState state)
    {
        state.Set("epochs", withinEpoch ? epoch - 1 : epoch);
        state.Set("epochStep", withinEpoch ? step : 0);
        state.Set("steps", steps);
        state.Set("epochSeconds", withinEpoch ? SecondsInEpoch() : 0);
        if (control.StopReason is { } reason) state.Set("stopReason", reason);
        TrainingIdentity.Save(plan, state.Part("options"));
        trainee.State.Save(state.Part("training"));
        trainee.SaveTraining(state.Part("model"));
        var callbacks = state.Part("callbacks");
        foreach (var (name, callback) in NamedCallbacks())
        {
            callback.Save(callbacks.Part(name));
            if (callbacks.Part(name).IsEmpty) callbacks.Remove(name);
        }
        checkpoints!.Save(state.Part("checkpoints"));
        history.Save(state.Part("history"));
        // A step of the model's own may give values that only it knows.
        if (withinEpoch && !ReferenceEquals(values, trainee.State.Measures))
        {
            foreach (var (name, value) in values) state.Part("values").Set(name, value);
        }
        reader.Save(state.Part("data"));
        var onCuda = model.parameters().Any(weight => weight.device_type == TorchSharp.DeviceType.CUDA);
        RandomGenerators.Save(state.Part("random"), onCuda ? unchecked(options.Seed * 1_000_003 + steps) : null);
    }
}
