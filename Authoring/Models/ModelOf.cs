using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A layer that can be trained: a subclass makes layers in its constructor and calls them in <c>forward</c>.</summary>
/// <remarks>
/// <code>
/// model.Compile(new MeanSquaredError(), new Nadam(), new MeanAbsoluteErrorMetric());
/// var history = model.Fit(x, y, new FitOptions { Epochs = 20, Validation = (validationX, validationY) });
/// var prediction = model.Predict(newX);
/// </code>
/// Inputs, targets and the model stand on one device. A method that fails leaves the training mode as it was.
/// </remarks>
/// <typeparam name="TInput">What <c>forward</c> takes: a tensor, an array or list of tensors, or a tuple of these.</typeparam>
/// <typeparam name="TOutput">What <c>forward</c> gives, and targets are given as.</typeparam>
public abstract partial class Model<TInput, TOutput> : Layer<TInput, TOutput>, IModel, ITrainee
{
    private TrainingState? state;

    /// <summary>A model that is neither built nor compiled.</summary>
    /// <param name="name">A name for summaries; null means the class's name.</param>
    protected Model(string? name = null) : base(name) { }

    /// <inheritdoc/>
    public IReadOnlyList<Loss> Losses => [.. (state?.Outputs ?? []).Select(output => output.Loss)];

    /// <inheritdoc/>
    public Optimizer? Optimizer => state?.Optimizer;

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics => [.. (state?.Outputs ?? []).SelectMany(output => output.Metrics)];

    /// <summary>What training makes small, of the first output; null before compiling.</summary>
    public Loss? Loss => state?.Outputs[0].Loss;

    nn.Module IModel.Module => this;

    IModel ITrainee.Model => this;

    TrainingState ITrainee.State => Compiled("Fit");

    /// <summary>Sets what training of a model with one output uses. Compiling again starts the optimizer afresh and keeps the weights.</summary>
    /// <param name="loss">What training makes small.</param>
    /// <param name="optimizer">How the weights follow their gradients; it starts on them in the first step.</param>
    /// <param name="metrics">What is measured beside the loss; the model resets them.</param>
    /// <exception cref="ConfigException">There is no loss, two metrics have one name, or one is named <c>loss</c>.</exception>
    public void Compile(Loss loss, Optimizer optimizer, params IReadOnlyList<Metric> metrics)
    {
        if (loss is null) throw new ConfigException($"{GetName()}.Compile", "a loss", "none", "Pass what training makes small, such as new MeanSquaredError().");
        ArgumentNullException.ThrowIfNull(metrics);
        Compile([new CompiledOutput(loss, [.. metrics], 1)], optimizer);
    }

    /// <summary>Sets what training of a model with several outputs uses; values of an output are shown as <c>output_0_loss</c>, <c>output_0_...</c>.</summary>
    /// <param name="losses">What training makes small, one for each output; their weighted sum is the loss.</param>
    /// <param name="optimizer">How the weights follow their gradients.</param>
    /// <param name="metrics">What is measured, a list for each output; null means nothing.</param>
    /// <param name="lossWeights">What each output's loss is multiplied by; null means 1 each.</param>
    /// <exception cref="ConfigException">The lists differ in length, or two metrics of an output have one name.</exception>
    public void Compile(IReadOnlyList<Loss> losses, Optimizer optimizer, IReadOnlyList<IReadOnlyList<Metric>>? metrics = null, IReadOnlyList<double>? lossWeights = null)
    {
        ArgumentNullException.ThrowIfNull(losses);
        if (losses.Count == 0 || (metrics ?? [[.. (Metric[])[]]]).Count != (metrics is null ? 1 : losses.Count) || (lossWeights is not null && lossWeights.Count != losses.Count))
        {
            throw new ConfigException($"{GetName()}.Compile", "as many lists of metrics and loss weights as losses, 1 or more",
                $"{losses.Count} losses, {metrics?.Count.ToString() ?? "no"} lists of metrics, {lossWeights?.Count.ToString() ?? "no"} loss weights", "Give each output its own, in order.");
        }
        Compile([.. losses.Select((loss, i) => new CompiledOutput(loss, metrics is null ? [] : [.. metrics[i]], lossWeights?[i] ?? 1))], optimizer);
    }

    /// <summary>Trains on rows in an order that changes every epoch; fitting again goes on with the optimizer's state.</summary>
    /// <param name="x">Inputs, <c>[rows, ...]</c>, 1 row or more; the first step builds the model for them.</param>
    /// <param name="y">Targets, <c>[rows, ...]</c>, shaped as the model's output.</param>
    /// <param name="options">Epochs, batch size and so on; null means the defaults.</param>
    /// <returns>The epochs' figures. The loss is the mean over the samples, penalties and added losses included, each as it was at its step.</returns>
    /// <exception cref="ConfigException">The model is not compiled, the options or the optimizer do not fit, or weights changed since the first step.</exception>
    /// <exception cref="DataException">There is no row, inputs and targets differ in rows, a value is NaN, or the loss became NaN or infinite: on the CPU before the
    /// weights of that step change, elsewhere up to 64 steps later.</exception>
    /// <exception cref="ShapeException">A layer or the loss does not take the shapes.</exception>
    /// <exception cref="BundleException">A checkpoint cannot be read or written.</exception>
    public History Fit(TInput x, TOutput y, FitOptions? options = null) => Fit(Rows(x, y), options);

    /// <summary>Trains on what a source gives.</summary>
    /// <param name="data">Batches of inputs and targets.</param>
    /// <param name="options">Epochs, batch size and so on; null means the defaults.</param>
    /// <inheritdoc cref="Fit(TInput, TOutput, FitOptions?)"/>
    public History Fit(DataSource data, FitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        Compiled(nameof(Fit));
        using var loop = new FitLoop(this, FitPlan.Of($"{GetName()}.Fit", data, options ?? new FitOptions()));
        return loop.Run();
    }

    /// <summary>Measures the model on rows, in evaluation mode and without gradients.</summary>
    /// <param name="x">Inputs, <c>[rows, ...]</c>, 1 row or more.</param>
    /// <param name="y">Targets, <c>[rows, ...]</c>, shaped as the model's output.</param>
    /// <param name="batchSize">The rows that go through the model at once, 1 or more, default 32.</param>
    /// <returns><c>loss</c> (penalties and added losses included) and the metrics by name.</returns>
    /// <exception cref="ConfigException">The model is not compiled, or the batch size is below 1.</exception>
    /// <exception cref="DataException">There is no row, inputs and targets differ in rows, or a value is NaN.</exception>
    /// <exception cref="ShapeException">A layer, the loss or a metric does not take the shapes.</exception>
    public IReadOnlyDictionary<string, double> Evaluate(TInput x, TOutput y, int batchSize = 32) => Evaluate(Rows(x, y), batchSize);

    /// <summary>Measures the model on what a source gives.</summary>
    /// <param name="data">Batches of inputs and targets.</param>
    /// <param name="batchSize">The rows that go through the model at once, where the source has rows; 1 or more, default 32.</param>
    /// <inheritdoc cref="Evaluate(TInput, TOutput, int)"/>
    public IReadOnlyDictionary<string, double> Evaluate(DataSource data, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(data);
        Compiled(nameof(Evaluate));
        TrainingData.CheckCount($"{GetName()}.Evaluate", "rows a batch", batchSize);
        data.Check($"{GetName()}.Evaluate");
        data.CheckValues($"{GetName()}.Evaluate");
        return ((ITrainee)this).Evaluate(data, batchSize);
    }

    /// <summary>The model's output for rows, in evaluation mode and without gradients.</summary>
    /// <param name="x">Inputs, <c>[rows, ...]</c>, 1 row or more.</param>
    /// <param name="batchSize">The rows that go through the model at once, 1 or more, default 32.</param>
    /// <returns>The output, <c>[rows, ...]</c>, owned by the caller.</returns>
    /// <exception cref="ConfigException">The batch size is below 1.</exception>
    /// <exception cref="DataException">There is no row.</exception>
    /// <exception cref="ShapeException">A layer does not take the shape.</exception>
    public TOutput Predict(TInput x, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(x);
        TrainingData.CheckCount($"{GetName()}.Predict", "rows a batch", batchSize);
        var rows = new RowSource(TensorStructure<TInput>.Flatten(x), []);
        rows.Check($"{GetName()}.Predict");
        using var scope = NewDisposeScope();
        var outputs = new List<IReadOnlyList<Tensor>>();
        WithoutTraining(rows, batchSize, batch =>
            outputs.Add([.. TensorStructure<TOutput>.Flatten(call(TensorStructure<TInput>.Pack(batch.Inputs))).Select(output => output.MoveToOuterDisposeScope())]));
        return TensorStructure<TOutput>.Pack([.. Enumerable.Range(0, outputs[0].Count).Select(i => cat([.. outputs.Select(batch => batch[i])]).MoveToOuterDisposeScope())]);
    }

    /// <summary>A table of the layers with the shapes of their outputs (found by a trial on a few rows of zeros, in evaluation mode), their weights, and whether these are
    /// trained; a layer of a functional model with what it is connected to. A shared layer comes once.</summary>
    public string Summary() => ModelSummary.Write(this);

    private void Compile(IReadOnlyList<CompiledOutput> outputs, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var compiled = new TrainingState(GetName(), this, outputs, optimizer);
        state?.Dispose();
        state = compiled;
    }

    private static RowSource Rows(TInput x, TOutput y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return new RowSource(TensorStructure<TInput>.Flatten(x), TensorStructure<TOutput>.Flatten(y));
    }
}
