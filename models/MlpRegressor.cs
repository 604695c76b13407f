using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>One hidden layer and an output layer, <c>[batch, features]</c> to <c>[batch, outputs]</c>.</summary>
[CustomObject("seed/mlp-regressor")]
public sealed class MlpRegressor : Model
{
    private readonly Dense hidden = new(30, new Selu(), kernelInitializer: new LecunNormal());
    private readonly Dense output;

    /// <summary>A model that is built on its first input.</summary>
    /// <param name="outputs">The number of values to predict for each row, 1 or more.</param>
    public MlpRegressor(int outputs = 1)
    {
        Outputs = outputs;
        output = new Dense(outputs);
    }

    /// <summary>Trains with mean squared error and Nadam.</summary>
    public static Recipe Recipe { get; } = new("mlp", "one hidden layer", Epochs: 40, BatchSize: 32,
        () => new MlpRegressor(), model => model.Compile(new MeanSquaredError(), new Nadam(0.003), new MeanAbsoluteErrorMetric()));

    /// <summary>The number of values to predict for each row.</summary>
    public int Outputs { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => output.call(hidden.call(input));
}
