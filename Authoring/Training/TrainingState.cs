using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What a compiled model trains with: the settings, and once the weights exist, the optimizer at work on them.</summary>
internal sealed class TrainingState : IDisposable
{
    private readonly string modelName;
    private readonly nn.Module model;
    private TrainingWeights? weights;
    private BoundOptimizer? bound;
    private IReadOnlyList<NamedWeight> boundTo = [];

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

    /// <summary>The weights of the batch in progress, for each output; null means 1 for all.</summary>
    public IReadOnlyList<Tensor?>? SampleWeights { get; set; }

    /// <summary>The loss of a batch with penalties and what layers added.</summary>
    public Tensor ComputeLoss(IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> predictions)
    {
        if (targets.Count != Outputs.Count || predictions.Count != Outputs.Count)
        {
            throw new ConfigException(modelName, $"a loss for each of {predictions.Count} outputs", $"{Outputs.Count} losses and {targets.Count} targets",
                "Compile with a list of losses, one for each output, and give as many targets.");
        }
        var losses = Outputs.Select((output, i) => output.Loss.Call(targets[i], predictions[i], SampleWeights?[i])).ToList();
        if (Outputs.Count > 1) Measures.NoteOutputs(losses, targets[0].shape[0]);
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
        bound.ZeroGradients();
        loss.backward();
        bound.Step();
        weights.ApplyConstraints();
    }

    /// <summary>Takes a batch into the measures.</summary>
    public IReadOnlyDictionary<string, double> UpdateMetrics(Tensor loss, IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> predictions)
    {
        using var noGradient = no_grad();
        Measures.Update(loss, targets, predictions, SampleWeights, ForwardValues.Current?.Metrics ?? []);
        return Measures;
    }

    /// <summary>Looks at the model's weights anew in the next batch: they may have been moved or frozen since the last one.</summary>
    public void ForgetWeights() => weights = null;

    /// <summary>Refuses to go on with an optimizer whose state belongs to other weights than the model's.</summary>
    /// <exception cref="ConfigException">Weights were added, replaced or frozen since the first step.</exception>
    public void CheckOptimizer()
    {
        if (bound is null) return;
        var now = TrainingWeights.Collect(model);
        if (now.Count == boundTo.Count && now.Zip(boundTo).All(pair => ReferenceEquals(pair.First.Weight, pair.Second.Weight))) return;
        throw new ConfigException(modelName, $"the {boundTo.Count} trainable weights that the optimizer started with", $"{now.Count}, not all of them the same",
            "Call Compile again after the model was moved, extended or frozen, and use every layer in the first step.");
    }

    public void Dispose()
    {
        bound?.Dispose();
        Measures.Dispose();
    }

    private BoundOptimizer Bind(IReadOnlyList<NamedWeight> trainable)
    {
        if (trainable.Count == 0)
            throw new ConfigException(modelName, "a weight to train", "none that carries gradients", "Give the model a layer with weights, or unfreeze one.");
        using var scope = NewDisposeScope();
        var optimizer = Optimizer.Bind(trainable);
        // The optimizer's state lives on after the step in which it was made.
        scope.Detach([.. scope.DisposablesView]);
        boundTo = trainable;
        return optimizer;
    }
}
