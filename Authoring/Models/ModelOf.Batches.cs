using static TorchSharp.torch;

namespace OnnxForge.Authoring;

// One batch at a time, for whoever decides what comes next.
public abstract partial class Model<TInput, TOutput>
{
    /// <summary>The penalties of the weights as they are now, one scalar for each regularizer, which carry gradients: for loops written by hand. None before the model is built.</summary>
    public IReadOnlyList<Tensor> RegularizationLosses => Built ? new TrainingWeights(this).Penalties() : [];

    /// <summary>What layers added with AddLoss in the forward calls since the innermost <see cref="ForwardValues.Collect"/>; empty outside one.</summary>
    public IReadOnlyList<Tensor> AddedLosses => ForwardValues.Current?.Losses ?? [];

    /// <summary>Takes one training step.</summary>
    /// <param name="x">The inputs, <c>[batch, ...]</c>.</param>
    /// <param name="y">The targets, <c>[batch, ...]</c>.</param>
    /// <param name="sampleWeight">The weights of a model with one output, as <see cref="Batch.SampleWeights"/>; null means 1 each.</param>
    /// <returns>Loss and metrics of this batch alone, as they were before the weights changed.</returns>
    /// <exception cref="ConfigException">The model is not compiled, or weights changed since the first step.</exception>
    /// <exception cref="DataException">There is no row, inputs and targets differ in rows, or a value is NaN.</exception>
    /// <exception cref="ShapeException">A layer or the loss does not take the shapes.</exception>
    public IReadOnlyDictionary<string, double> TrainOnBatch(TInput x, TOutput y, Tensor? sampleWeight = null) => TrainOnBatch(BatchOf(x, y, sampleWeight));

    /// <summary>Takes one training step on a batch that may have sample weights and masks for each output.</summary>
    /// <param name="batch">The batch, owned by the caller.</param>
    /// <inheritdoc cref="TrainOnBatch(TInput, TOutput, Tensor?)"/>
    public IReadOnlyDictionary<string, double> TrainOnBatch(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var compiled = Compiled(nameof(TrainOnBatch));
        Check(batch, nameof(TrainOnBatch));
        compiled.CheckOptimizer();
        compiled.Measures.Reset();
        var mode = training;
        train();
        try
        {
            using var scope = NewDisposeScope();
            using var collected = ForwardValues.Collect();
            return new Dictionary<string, double>(((ITrainee)this).TrainStep(batch));
        }
        finally
        {
            compiled.Measures.Reset();
            train(mode);
        }
    }

    /// <summary>Measures the model on one batch, in evaluation mode and without gradients.</summary>
    /// <param name="x">The inputs, <c>[batch, ...]</c>.</param>
    /// <param name="y">The targets, <c>[batch, ...]</c>.</param>
    /// <param name="sampleWeight">The weights of a model with one output, as <see cref="Batch.SampleWeights"/>; null means 1 each.</param>
    /// <returns>Loss and metrics of this batch.</returns>
    /// <exception cref="ConfigException">The model is not compiled.</exception>
    /// <exception cref="DataException">There is no row, inputs and targets differ in rows, or a value is NaN.</exception>
    /// <exception cref="ShapeException">A layer, the loss or a metric does not take the shapes.</exception>
    public IReadOnlyDictionary<string, double> TestOnBatch(TInput x, TOutput y, Tensor? sampleWeight = null) => TestOnBatch(BatchOf(x, y, sampleWeight));

    /// <summary>Measures the model on one batch that may have sample weights and masks for each output.</summary>
    /// <param name="batch">The batch, owned by the caller.</param>
    /// <inheritdoc cref="TestOnBatch(TInput, TOutput, Tensor?)"/>
    public IReadOnlyDictionary<string, double> TestOnBatch(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Compiled(nameof(TestOnBatch));
        Check(batch, nameof(TestOnBatch));
        return ((ITrainee)this).Evaluate(DataSource.FromBatches([batch]), 1);
    }

    /// <summary>The model's output for one batch, in evaluation mode and without gradients.</summary>
    /// <param name="x">The inputs, <c>[batch, ...]</c>.</param>
    /// <returns>The output, <c>[batch, ...]</c>, owned by the caller.</returns>
    /// <exception cref="ShapeException">A layer does not take the shape.</exception>
    public TOutput PredictOnBatch(TInput x)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        IReadOnlyList<Tensor> outputs = [];
        WithoutTraining(DataSource.FromBatches([new Batch(TensorStructure<TInput>.Flatten(x), [])]), 1, batch =>
            outputs = [.. TensorStructure<TOutput>.Flatten(call(TensorStructure<TInput>.Pack(batch.Inputs))).Select(output => output.MoveToOuterDisposeScope())]);
        return TensorStructure<TOutput>.Pack([.. outputs.Select(output => output.MoveToOuterDisposeScope())]);
    }

    private static Batch BatchOf(TInput x, TOutput y, Tensor? sampleWeight)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return new Batch(TensorStructure<TInput>.Flatten(x), TensorStructure<TOutput>.Flatten(y), sampleWeight is null ? null : [sampleWeight]);
    }

    private void Check(Batch batch, string method)
    {
        var rows = new RowSource(batch.Inputs, batch.Targets, batch.SampleWeights, batch.Masks);
        rows.Check($"{GetName()}.{method}");
        rows.CheckValues($"{GetName()}.{method}");
    }
}
