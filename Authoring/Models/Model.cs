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
public abstract partial class Model : Layer
{
    private TrainingState? state;

    /// <summary>A model that is neither built nor compiled.</summary>
    /// <param name="name">A name for summaries; null means the class's name.</param>
    protected Model(string? name = null) : base(name) { }

    /// <summary>What training makes small; null before <see cref="Compile"/>.</summary>
    public Loss? Loss => state?.Loss;

    /// <summary>How the weights follow their gradients; null before <see cref="Compile"/>.</summary>
    public Optimizer? Optimizer => state?.Optimizer;

    /// <summary>What is measured beside the loss; empty before <see cref="Compile"/>.</summary>
    public IReadOnlyList<Metric> Metrics => state?.Metrics ?? [];

    /// <summary>Sets what training uses. Compiling again starts the optimizer afresh and keeps the weights.</summary>
    /// <param name="loss">What training makes small.</param>
    /// <param name="optimizer">How the weights follow their gradients; it starts on them in the first step.</param>
    /// <param name="metrics">What is measured beside the loss; the model resets them.</param>
    /// <exception cref="ConfigException">Two metrics have one name, or one is named <c>loss</c>.</exception>
    public void Compile(Loss loss, Optimizer optimizer, params IReadOnlyList<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(metrics);
        var compiled = new TrainingState(GetName(), this, loss, optimizer, metrics);
        state?.Dispose();
        state = compiled;
    }

    /// <summary>Trains on rows in an order that changes every epoch; fitting again goes on with the optimizer's state.</summary>
    /// <param name="x">Inputs, <c>[rows, ...]</c>, 1 row or more; the first step builds the model for them.</param>
    /// <param name="y">Targets, <c>[rows, ...]</c>, shaped as the model's output.</param>
    /// <param name="options">Epochs, batch size and so on; null means the defaults.</param>
    /// <returns>The epochs' figures. The loss is the mean over the samples, penalties and added losses included, each as it was at its step.</returns>
    /// <exception cref="ConfigException">The model is not compiled, the options or the optimizer do not fit, or weights changed since the first step.</exception>
    /// <exception cref="DataException">There is no row, inputs and targets differ in rows, or the loss became NaN or infinite: on the CPU before the
    /// weights of that step change, elsewhere up to 64 steps later.</exception>
    /// <exception cref="ShapeException">A layer or the loss does not take the shapes.</exception>
    public History Fit(Tensor x, Tensor y, FitOptions? options = null)
    {
        options ??= new FitOptions();
        var compiled = Compiled(nameof(Fit));
        TrainingData.CheckCount($"{GetName()}.Fit", "epochs", options.Epochs);
        TrainingData.CheckCount($"{GetName()}.Fit", "rows a batch", options.BatchSize);
        TrainingData.CheckRows($"{GetName()}.Fit", x, y);
        if (options.Validation is { } validation) TrainingData.CheckRows($"{GetName()}.Fit, validation", validation.X, validation.Y);
        using var loop = new FitLoop(this, compiled, x, y, options);
        return loop.Run();
    }

    /// <summary>Measures the model on rows, in evaluation mode and without gradients.</summary>
    /// <param name="x">Inputs, <c>[rows, ...]</c>, 1 row or more.</param>
    /// <param name="y">Targets, <c>[rows, ...]</c>, shaped as the model's output.</param>
    /// <param name="batchSize">The rows that go through the model at once, 1 or more, default 32.</param>
    /// <returns><c>loss</c> (penalties and added losses included) and the metrics by name.</returns>
    /// <exception cref="ConfigException">The model is not compiled, or the batch size is below 1.</exception>
    /// <exception cref="DataException">There is no row, or inputs and targets differ in rows.</exception>
    /// <exception cref="ShapeException">A layer, the loss or a metric does not take the shapes.</exception>
    public IReadOnlyDictionary<string, double> Evaluate(Tensor x, Tensor y, int batchSize = 32)
    {
        Compiled(nameof(Evaluate));
        TrainingData.CheckCount($"{GetName()}.Evaluate", "rows a batch", batchSize);
        TrainingData.CheckRows($"{GetName()}.Evaluate", x, y);
        return EvaluateRows(x, y, batchSize);
    }

    /// <summary>The model's output for rows, in evaluation mode and without gradients.</summary>
    /// <param name="x">Inputs, <c>[rows, ...]</c>, 1 row or more.</param>
    /// <param name="batchSize">The rows that go through the model at once, 1 or more, default 32.</param>
    /// <returns>The output, <c>[rows, ...]</c>, owned by the caller.</returns>
    /// <exception cref="ConfigException">The batch size is below 1.</exception>
    /// <exception cref="DataException">There is no row.</exception>
    /// <exception cref="ShapeException">A layer does not take the shape.</exception>
    public Tensor Predict(Tensor x, int batchSize = 32)
    {
        TrainingData.CheckCount($"{GetName()}.Predict", "rows a batch", batchSize);
        TrainingData.CheckRows($"{GetName()}.Predict", x);
        using var scope = NewDisposeScope();
        var outputs = new List<Tensor>();
        WithoutTraining(() =>
        {
            for (long first = 0; first < x.shape[0]; first += batchSize)
            {
                using var batch = NewDisposeScope();
                outputs.Add(call(x.narrow(0, first, Math.Min(batchSize, x.shape[0] - first))).MoveToOuterDisposeScope());
            }
        });
        return cat(outputs).MoveToOuterDisposeScope();
    }

    /// <summary>A table of the layers with their input shapes, weights and sizes; a shared layer comes once.</summary>
    public string Summary() => ModelSummary.Write(this);

    internal Dictionary<string, double> EvaluateRows(Tensor x, Tensor y, int batchSize)
    {
        var compiled = Compiled(nameof(Evaluate));
        compiled.ForgetWeights();
        compiled.Measures.Reset();
        try
        {
            WithoutTraining(() =>
            {
                for (long first = 0; first < x.shape[0]; first += batchSize)
                {
                    using var scope = NewDisposeScope();
                    using var collected = ForwardValues.Collect();
                    var count = Math.Min(batchSize, x.shape[0] - first);
                    var target = y.narrow(0, first, count);
                    var prediction = call(x.narrow(0, first, count));
                    UpdateMetrics(ComputeLoss(target, prediction), target, prediction);
                }
            });
            return new Dictionary<string, double>(compiled.Measures);
        }
        finally
        {
            compiled.Measures.Reset();
        }
    }

    private void WithoutTraining(Action action)
    {
        var mode = training;
        using var noGradient = no_grad();
        eval();
        try
        {
            action();
        }
        finally
        {
            train(mode);
        }
    }
}
