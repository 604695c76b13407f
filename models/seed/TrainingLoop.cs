using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 21: a training loop by hand.</summary>
public static class TrainingLoop
{
    /// <summary>The chapter's model: an L2 penalty on both kernels.</summary>
    public static Sequential CreateModel()
    {
        var l2 = new L2(0.05);
        return new Sequential([new Dense(30, new Elu(), kernelInitializer: new HeNormal(), kernelRegularizer: l2), new Dense(1, kernelRegularizer: l2)], [8]);
    }

    /// <summary>Trains on random batches and writes a status line an epoch.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="model">A model that is built.</param>
    /// <param name="x">Features <c>[rows, 8]</c>.</param>
    /// <param name="y">Targets <c>[rows, 1]</c>.</param>
    /// <param name="epochs">How often as many rows as there are come.</param>
    /// <returns>The last epoch's mean loss and mean absolute error.</returns>
    public static (double Loss, double Error) Train(TextWriter output, nn.Module<Tensor, Tensor> model, Tensor x, Tensor y, int epochs)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(model);
        const int batchSize = 32;
        var steps = (int)x.shape[0] / batchSize;
        var weights = new TrainingWeights(model);
        using var optimizer = new Nadam(0.01).Bind(weights.Trainable);
        var lossFunction = new MeanSquaredError();
        var meanLoss = new MeanMetric("mean");
        var error = new MeanAbsoluteErrorMetric();
        var last = (0.0, 0.0);
        model.train();
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            output.WriteLine($"Epoch {epoch}/{epochs}");
            for (var step = 1; step <= steps; step++)
            {
                using var scope = NewDisposeScope();
                var rows = randint(0, x.shape[0], new long[] { batchSize }, ScalarType.Int64);
                var (xBatch, yBatch) = (x.index_select(0, rows), y.index_select(0, rows));
                var prediction = model.call(xBatch);
                var loss = weights.AddPenalties(lossFunction.Call(yBatch, prediction));
                optimizer.ZeroGradients();
                loss.backward();
                optimizer.Step();
                weights.ApplyConstraints();
                meanLoss.Update(loss, loss);
                error.Update(yBatch, prediction);
            }
            last = (meanLoss.Result(), error.Result());
            output.WriteLine(ProgressLine.Format(steps, steps, [new("mean", last.Item1), new("mean_absolute_error", last.Item2)], barWidth: 0));
            meanLoss.Reset();
            error.Reset();
        }
        return last;
    }

    /// <summary>Trains for two epochs on generated rows.</summary>
    public static void Run(TextWriter output)
    {
        using var scope = NewDisposeScope();
        using var data = ChapterData.Generate();
        Train(output, CreateModel(), data.Training.X, data.Training.Y, epochs: 2);
    }
}
