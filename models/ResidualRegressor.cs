using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A dense layer, one residual block four times, another once, and an output layer, <c>[batch, features]</c> to <c>[batch, outputs]</c>.</summary>
[CustomObject("seed/residual-regressor")]
public sealed class ResidualRegressor : Model
{
    private readonly Dense hidden1 = new(30, new Elu(), kernelInitializer: new HeNormal());
    private readonly ResidualBlock block1 = new(2, 30);
    private readonly ResidualBlock block2 = new(2, 30);
    private readonly Dense output;

    /// <summary>A model that is built on its first input.</summary>
    /// <param name="outputs">The number of values to predict for each row, 1 or more.</param>
    /// <param name="regularizer">A penalty on the output layer's kernel; null means none.</param>
    /// <param name="constraint">What the output layer's kernel is brought into after each step; null means nothing.</param>
    public ResidualRegressor(int outputs = 1, Regularizer? regularizer = null, Constraint? constraint = null)
    {
        (Outputs, Regularizer, Constraint) = (outputs, regularizer, constraint);
        output = new Dense(outputs, kernelRegularizer: regularizer, kernelConstraint: constraint);
    }

    /// <summary>Trains with Huber loss and Nadam, the output layer's weights kept small and positive.</summary>
    public static Recipe Recipe { get; } = new("residual", "residual blocks, one of them shared; Huber loss, L1 penalty, positive output weights", Epochs: 40, BatchSize: 32,
        () => new ResidualRegressor(1, new MyL1Regularizer(1e-4), new PositiveWeights()),
        model => model.Compile(new HuberLoss(1.0), new Nadam(0.002), new HuberMetric(1.0), new MeanAbsoluteErrorMetric()));

    /// <summary>The number of values to predict for each row.</summary>
    public int Outputs { get; }

    /// <summary>The penalty on the output layer's kernel.</summary>
    public Regularizer? Regularizer { get; }

    /// <summary>What the output layer's kernel is brought into after each step.</summary>
    public Constraint? Constraint { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var z = hidden1.call(input);
        for (var i = 0; i < 1 + 3; i++) z = block1.call(z);
        z = block2.call(z);
        return output.call(z);
    }
}
