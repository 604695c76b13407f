using OnnxForge.Authoring.Native;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

// The parts of a training step.
public abstract partial class Model<TInput, TOutput>
{
    IReadOnlyDictionary<string, double> ITrainee.TrainStep(Batch batch)
    {
        var compiled = Compiled(nameof(TrainStep));
        using var mixed = compiled.Loop is { MixedPrecision: true } ? Autocast.Begin(batch.Inputs[0].device_type) : null;
        compiled.Batch = batch;
        try
        {
            return TrainStep(TensorStructure<TInput>.Pack(batch.Inputs), TensorStructure<TOutput>.Pack(batch.Targets));
        }
        finally
        {
            compiled.Batch = null;
        }
    }

    Dictionary<string, double> ITrainee.Evaluate(DataSource source, int batchSize)
    {
        var compiled = Compiled(nameof(Evaluate));
        compiled.ForgetWeights();
        compiled.Measures.Reset();
        try
        {
            WithoutTraining(source, batchSize, batch =>
            {
                using var collected = ForwardValues.Collect();
                compiled.Batch = batch;
                var target = TensorStructure<TOutput>.Pack(batch.Targets);
                var prediction = call(TensorStructure<TInput>.Pack(batch.Inputs));
                UpdateMetrics(ComputeLoss(target, prediction), target, prediction);
            });
            return new Dictionary<string, double>(compiled.Measures);
        }
        finally
        {
            compiled.Batch = null;
            compiled.Measures.Reset();
        }
    }

    /// <summary>One step of Fit: forward, loss, backward, optimizer, constraints, metrics. An override has the same parts at hand; tensors
    /// it makes are disposed after the step.</summary>
    /// <param name="x">The inputs of the batch, <c>[batch, ...]</c>.</param>
    /// <param name="y">The targets of the batch, <c>[batch, ...]</c>.</param>
    /// <returns>The values to show, over the epoch so far: those after an epoch's last step are the epoch's. <c>loss</c> is expected among them.</returns>
    protected virtual IReadOnlyDictionary<string, double> TrainStep(TInput x, TOutput y)
    {
        var prediction = call(x);
        var loss = ComputeLoss(y, prediction);
        ApplyGradients(loss);
        return UpdateMetrics(loss, y, prediction);
    }

    /// <summary>The compiled loss of a batch, plus the penalties of the weights, plus what layers added in this step's forward calls.</summary>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    /// <returns>A scalar that carries gradients.</returns>
    /// <exception cref="ConfigException">The model is not compiled, or has another number of outputs than losses.</exception>
    /// <exception cref="ShapeException">Target and prediction do not fit each other.</exception>
    protected Tensor ComputeLoss(TOutput target, TOutput prediction) =>
        Compiled(nameof(TrainStep)).ComputeLoss(TensorStructure<TOutput>.Flatten(target), TensorStructure<TOutput>.Flatten(prediction));

    /// <summary>Changes the weights once: gradients to zero, backward, optimizer, constraints.</summary>
    /// <param name="loss">A scalar that carries gradients.</param>
    /// <exception cref="ConfigException">The model is not compiled, or the optimizer does not fit its weights.</exception>
    /// <exception cref="DataException">The loss is NaN or infinite.</exception>
    protected void ApplyGradients(Tensor loss) => Compiled(nameof(TrainStep)).ApplyGradients(loss);

    /// <summary>Takes a batch into loss, metrics and what layers report.</summary>
    /// <param name="loss">The batch's loss, a scalar.</param>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    /// <returns>The values over the epoch so far; they are computed when read.</returns>
    /// <exception cref="ConfigException">The model is not compiled, or a layer reports under a metric's name.</exception>
    protected IReadOnlyDictionary<string, double> UpdateMetrics(Tensor loss, TOutput target, TOutput prediction) =>
        Compiled(nameof(TrainStep)).UpdateMetrics(loss, TensorStructure<TOutput>.Flatten(target), TensorStructure<TOutput>.Flatten(prediction));

    /// <summary>Hands a checkpoint what the model keeps for its training besides weights and what it was compiled with, such as optimizers of its own; the default has nothing.</summary>
    /// <remarks><code>protected override void SaveTraining(CheckpointState state) => critic.Save(state.Part("critic"));</code></remarks>
    /// <param name="state">Where to.</param>
    protected virtual void SaveTraining(CheckpointState state) { }

    /// <summary>Takes back what <see cref="SaveTraining"/> gave; the weights are those of the checkpoint, and optimizers that are not yet bound have to be.</summary>
    /// <param name="state">Where from.</param>
    protected virtual void LoadTraining(CheckpointState state) { }

    void ITrainee.SaveTraining(CheckpointState state) => SaveTraining(state);

    void ITrainee.LoadTraining(CheckpointState state) => LoadTraining(state);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) state?.Dispose();
        state = null;
        base.Dispose(disposing);
    }

    private TrainingState Compiled(string method) => state ?? throw new ConfigException($"{GetName()}.{method}", "a compiled model", "one that is not compiled",
        "Call Compile(loss, optimizer, metrics) first.");

    private void WithoutTraining(DataSource source, int batchSize, Action<Batch> action)
    {
        var mode = training;
        using var noGradient = no_grad();
        eval();
        try
        {
            using var batches = source.Read(new EpochRequest(1, batchSize, 0, Shuffle: false)).GetEnumerator();
            while (true)
            {
                using var scope = NewDisposeScope();
                if (!batches.MoveNext()) break;
                action(batches.Current);
            }
        }
        finally
        {
            train(mode);
        }
    }
}
