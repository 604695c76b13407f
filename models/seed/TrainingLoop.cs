using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Training loops by hand.</summary>
public static class TrainingLoop
{
    /// <summary>Trains with an L2 penalty on random batches, writes a status line at each step, saves and exports.</summary>
    /// <param name="output">Where the status lines go.</param>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    /// <param name="epochs">How often as many rows as there are come.</param>
    /// <returns>The model, owned by the caller, and the last epoch's mean loss and mean absolute error.</returns>
    public static (Sequential Model, double Loss, double Error) Run(TextWriter output, ChapterData data, string folder, int epochs = 5)
    {
        var l2 = new L2(0.05);
        var model = new Sequential([new Dense(30, new Elu(), kernelInitializer: new HeNormal(), kernelRegularizer: l2), new Dense(1, kernelRegularizer: l2)], input: [8]);
        const int batchSize = 32;
        var (x, y) = data.Training;
        var steps = x.shape[0] / batchSize;
        var weights = new TrainingWeights(model);
        using var optimizer = new Nadam(0.01).Bind(weights.Trainable);
        var lossFunction = new MeanSquaredError();
        var (meanLoss, meanError) = (new MeanMetric("loss"), new MeanAbsoluteErrorMetric());

        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            output.WriteLine($"Epoch {epoch}/{epochs}");
            meanLoss.Reset();
            meanError.Reset();
            for (var step = 1; step <= steps; step++)
            {
                using var scope = NewDisposeScope();
                var (batchX, batchY) = RandomBatch.Of(x, y, batchSize);
                var prediction = model.call(batchX);
                var loss = weights.AddPenalties(lossFunction.Call(batchY, prediction));
                optimizer.ZeroGradients();
                loss.backward();
                optimizer.Step();
                weights.ApplyConstraints();
                meanLoss.Update(loss, loss);
                meanError.Update(batchY, prediction);
                output.Write($"\r{ProgressLine.Format(step, steps, [new(meanLoss.Name, meanLoss.Result()), new(meanError.Name, meanError.Result())], barWidth: 0)}");
            }
            output.WriteLine();
        }

        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        OnnxExporter.Export(model, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return (model, meanLoss.Result(), meanError.Result());
    }

    /// <summary>Trains the wide and the deep part of a <see cref="WideDeepRegressor"/> by an optimizer each, saves and exports.</summary>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    /// <param name="epochs">How often as many rows as there are come.</param>
    public static SeedRun TwoOptimizers(ChapterData data, string folder, int epochs = 1)
    {
        var model = new WideDeepRegressor();
        model.InferOutputs(new TensorSpec([-1, 8]));
        var weights = new TrainingWeights(model).Trainable.ToLookup(weight => weight.Path.Split('.')[0]);
        using var wide = new StochasticGradientDescent(0.001).Bind([.. weights["wide"]]);
        using var deep = new Nadam(0.002).Bind([.. weights["deep"]]);
        var lossFunction = new HuberLoss();

        for (var step = 0; step < epochs * data.Training.X.shape[0] / 32; step++)
        {
            using var scope = NewDisposeScope();
            var (batchX, batchY) = RandomBatch.Of(data.Training.X, data.Training.Y);
            wide.ZeroGradients();
            deep.ZeroGradients();
            lossFunction.Call(batchY, model.call(batchX)).backward();
            wide.Step();
            deep.Step();
        }

        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        OnnxExporter.Export(model, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return new SeedRun(model);
    }
}
