using OnnxForge.Authoring.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What a compiled model trains with: the settings, and once the weights exist, the optimizer at work on them.</summary>
internal sealed class TrainingState : IDisposable
{
    private readonly string modelName;
    private readonly nn.Module model;
    private TrainingWeights? weights;
    private BoundOptimizer? bound;
    private IReadOnlyList<BoundWeight> boundTo = [];
    private double? firstRate;

    /// <summary>A state without steps.</summary>
    /// <exception cref="ConfigException">Two metrics have one name.</exception>
    public TrainingState(string modelName, nn.Module model, IReadOnlyList<CompiledOutput> outputs, Optimizer optimizer)
    {
        (this.modelName, this.model, Outputs, Optimizer) = (modelName, model, outputs, optimizer);
        Measures = new Measures(modelName, [.. outputs.Select(output => output.Metrics)]);
    }

    /// <summary>What each output is trained and measured with.</summary>
    public IReadOnlyList<CompiledOutput> Outputs { get; }

    public Optimizer Optimizer { get; }

    public Measures Measures { get; }

    /// <summary>Where Fit is; null outside it.</summary>
    public FitLoop? Loop { get; set; }

    /// <summary>The batch in progress, whose sample weights and masks count; null means 1 and all.</summary>
    public Batch? Batch { get; set; }

    /// <summary>The learning rate: of the optimizer at work, or what was set for it before it started.</summary>
    /// <exception cref="ConfigException">It is read before the optimizer started and before it was set.</exception>
    public double LearningRate
    {
        get => bound?.LearningRate ?? firstRate ?? throw new ConfigException($"{modelName}, learning rate", "an optimizer at work", "one before its first step",
            "Read the learning rate after the first step, or set it before.");
        set
        {
            if (bound is null) firstRate = value;
            else bound.LearningRate = value;
        }
    }

    /// <summary>The loss of a batch with penalties and what layers added.</summary>
    public Tensor ComputeLoss(IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> predictions)
    {
        var values = ValuesOf(targets, predictions);
        var losses = Outputs.Zip(values, (output, value) => value.LossOf(output.Loss)).ToList();
        if (Outputs.Count > 1) Measures.NoteOutputs(losses, values);
        var sum = losses.Zip(Outputs).Select(pair => pair.Second.Weight == 1 ? pair.First : pair.First * pair.Second.Weight).Aggregate((total, next) => total + next);
        var loss = (weights ??= new TrainingWeights(model)).AddPenalties(sum);
        foreach (var added in ForwardValues.Current?.Losses ?? []) loss = loss + added;
        return loss;
    }

    /// <summary>Changes the weights once.</summary>
    public void ApplyGradients(Tensor loss)
    {
        Loop?.WatchLoss(loss);
        weights ??= new TrainingWeights(model);
        bound ??= Bind(weights.Trainable);
        using var plain = Autocast.Suspend();
        bound.ZeroGradients();
        loss.backward();
        bound.Step();
        weights.ApplyConstraints();
    }

    /// <summary>Applies gradients that the optimizer holds back for later steps.</summary>
    public void FlushOptimizer()
    {
        if (bound is null) return;
        using var scope = NewDisposeScope();
        if (bound.Flush()) weights?.ApplyConstraints();
    }

    /// <summary>Takes a batch into the measures.</summary>
    public IReadOnlyDictionary<string, double> UpdateMetrics(Tensor loss, IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> predictions)
    {
        using var noGradient = no_grad();
        Measures.Update(loss, ValuesOf(targets, predictions), ForwardValues.Current?.Metrics ?? []);
        return Measures;
    }

    /// <summary>Hands a checkpoint the optimizer's state, where it is at work, and the measures.</summary>
    public void Save(CheckpointState state)
    {
        if (firstRate is { } rate) state.Set("firstLearningRate", rate);
        bound?.Save(state.Part("optimizer"));
        Measures.Save(state.Part("measures"));
    }

    /// <summary>Takes back what <see cref="Save"/> gave; the model's weights are those of the checkpoint.</summary>
    public void Load(CheckpointState state)
    {
        bound?.Dispose();
        (bound, firstRate) = (null, null);
        if (state.Contains("optimizer"))
        {
            bound = Bind((weights = new TrainingWeights(model)).Trainable);
            bound.Load(state.Part("optimizer"));
        }
        if (state.Contains("firstLearningRate")) firstRate = state.GetDouble("firstLearningRate");
        Measures.Load(state.Part("measures"));
    }

    /// <summary>Looks at the model's weights anew in the next batch: they may have been moved or frozen since the last one.</summary>
    public void ForgetWeights() => weights = null;

    /// <summary>Follows weights that were moved to another device or type, and refuses to go on with an optimizer whose state belongs to other weights than the model's.</summary>
    /// <exception cref="ConfigException">Weights were added, replaced or frozen since the first step.</exception>
    public void CheckOptimizer()
    {
        if (bound is null) return;
        var now = TrainingWeights.Collect(model);
        if (now.Count == boundTo.Count && now.Zip(boundTo).All(pair => pair.Second.Is(pair.First.Weight))) return;
        if (now.Count == boundTo.Count && now.Zip(boundTo).All(pair => pair.Second.Is(pair.First.Weight) || pair.Second.MovedTo(pair.First)) && bound.Rebind(now))
        {
            boundTo = [.. now.Select(weight => new BoundWeight(weight))];
            ForgetWeights();
            return;
        }
        throw new ConfigException(modelName, $"the {boundTo.Count} trainable weights that the optimizer started with", $"{now.Count}, not all of them the same",
            "Call Compile again after the model was moved, extended or frozen, and use every layer in the first step.");
    }

    public void Dispose()
    {
        bound?.Dispose();
        Measures.Dispose();
    }

    private List<OutputValues> ValuesOf(IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> predictions)
    {
        if (targets.Count != Outputs.Count || predictions.Count != Outputs.Count)
        {
            throw new ConfigException(modelName, $"a loss for each of {predictions.Count} outputs", $"{Outputs.Count} losses and {targets.Count} targets",
                "Compile with a list of losses, one for each output, and give as many targets.");
        }
        foreach (var (what, given) in (ReadOnlySpan<(string, int?)>)[("sample weights", Batch?.SampleWeights?.Count), ("masks", Batch?.Masks?.Count)])
        {
            if (given is { } count && count != Outputs.Count)
                throw new DataException(modelName, $"{what} for each of {Outputs.Count} outputs", $"{count}", "Give a list of one for each output, null where an output has none.");
        }
        return [.. Outputs.Select((output, i) => OutputValues.Of(output.Loss.Name, Batch, i, targets[i], InFullPrecision(predictions[i]), SequenceMask.Of(predictions[i])))];
    }

    // What a model gives in mixed precision is coarse enough; losses and metrics do not add to it.
    private Tensor InFullPrecision(Tensor prediction) => Loop is { MixedPrecision: true } && prediction.dtype == ScalarType.BFloat16 ? prediction.to(ScalarType.Float32) : prediction;

    private BoundOptimizer Bind(IReadOnlyList<NamedWeight> trainable)
    {
        if (trainable.Count == 0)
            throw new ConfigException(modelName, "a weight to train", "none that carries gradients", "Give the model a layer with weights, or unfreeze one.");
        using var scope = NewDisposeScope();
        var optimizer = Optimizer.Bind(trainable);
        // The optimizer's state lives on after the step in which it was made.
        scope.Detach([.. scope.DisposablesView]);
        boundTo = [.. trainable.Select(weight => new BoundWeight(weight))];
        if (firstRate is { } rate) optimizer.LearningRate = rate;
        return optimizer;
    }

    /// <summary>A weight as it was when the optimizer started on it.</summary>
    private sealed class BoundWeight(NamedWeight weight)
    {
        private readonly long[] shape = weight.Weight.shape;
        private readonly ScalarType type = weight.Weight.dtype;
        private readonly string device = weight.Weight.device.ToString();

        public bool Is(Parameter now) => ReferenceEquals(now, weight.Weight);

        // TorchSharp disposes a weight that it moves; one that somebody else replaced lives on, of the same type and on the same device.
        public bool MovedTo(NamedWeight now) => now.Path == weight.Path && now.Weight.shape.AsSpan().SequenceEqual(shape)
            && (weight.Weight.IsInvalid || now.Weight.dtype != type || now.Weight.device.ToString() != device);
    }
}
