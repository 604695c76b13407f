using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>Five dense layers that must also be able to rebuild their input, <c>[batch, features]</c> to <c>[batch, outputs]</c>: the error of the
/// rebuilt input joins the loss, so that the layers keep as much of it as they can.</summary>
[CustomObject("seed/reconstructing-regressor")]
public sealed class ReconstructingRegressor : Model
{
    private readonly Dense[] hidden = [.. Enumerable.Range(0, 5).Select(_ => new Dense(30, new Selu(), kernelInitializer: new LecunNormal()))];
    private readonly Dense output;
    private Dense? reconstruct;

    /// <summary>A model that is built on its first input.</summary>
    /// <param name="outputs">The number of values to predict for each row, 1 or more.</param>
    public ReconstructingRegressor(int outputs = 1)
    {
        Outputs = outputs;
        output = new Dense(outputs);
    }

    /// <summary>Trains with mean squared error, Nadam and the loss from inside.</summary>
    public static Recipe Recipe { get; } = new("reconstructing", "rebuilds its input beside predicting; the model adds that loss itself", Epochs: 40, BatchSize: 32,
        () => new ReconstructingRegressor(), model => model.Compile(new MeanSquaredError(), new Nadam(0.002), new MeanAbsoluteErrorMetric()));

    /// <summary>The number of values to predict for each row.</summary>
    public int Outputs { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var z = input;
        foreach (var layer in hidden) z = layer.call(z);
        var error = (reconstruct!.call(z) - input).square().mean();
        AddLoss(0.05 * error);
        AddMetric("reconstruction_error", error);
        return output.call(z);
    }

    /// <inheritdoc/>
    protected override void Build(Shape input) => reconstruct = new Dense((int)input[^1]);

    /// <summary>The seed's own step; its loss holds what forward added.</summary>
    protected override IReadOnlyDictionary<string, double> TrainStep(Tensor x, Tensor y)
    {
        var prediction = call(x);
        var loss = ComputeLoss(y, prediction);
        ApplyGradients(loss);
        return UpdateMetrics(loss, y, prediction);
    }
}
