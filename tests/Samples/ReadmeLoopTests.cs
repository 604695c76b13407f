using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Samples;

/// <summary>The README's training loop.</summary>
[TestClass]
public sealed class ReadmeLoopTests
{
    [TestMethod]
    public void Readme_LoopByHand_Learns()
    {
        using var rows = NewDisposeScope();
        manual_seed(7);
        var x = randn(512, 8);
        var y = x.sum(1, keepdim: true) + 3;

        #region training-loop
        var model = new Sequential([new Dense(30, new Elu(), kernelRegularizer: new L2(0.01)), new Dense(1, kernelConstraint: new MaxNorm(5))], input: [8]);
        var lossFunction = new MeanSquaredError();
        var (meanLoss, meanError) = (new MeanMetric("loss"), new MeanAbsoluteErrorMetric());
        var weights = new TrainingWeights(model);
        using var optimizer = new Nadam(0.01).Bind(weights.Trainable);
        const int epochs = 5, batchSize = 32;
        var steps = x.shape[0] / batchSize;

        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            Console.WriteLine($"Epoch {epoch}/{epochs}");
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
                Console.Write($"\r{ProgressLine.Format(step, steps, [new("loss", meanLoss.Result()), new(meanError.Name, meanError.Result())])}");
            }
            Console.WriteLine();
        }
        #endregion

        // The targets lie about 2.8 around 3.
        Assert.IsLessThan(0.5, meanError.Result());
    }
}
