using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A linear path beside a deep one, added up, <c>[batch, features]</c> to <c>[batch, outputs]</c> (Cheng et al. 2016).</summary>
[CustomObject("seed/wide-deep-regressor")]
public sealed class WideDeepRegressor : Model
{
    private readonly Dense wide;
    private readonly Dense[] deep;

    /// <summary>A model that is built on its first input.</summary>
    /// <param name="outputs">The number of values to predict for each row, 1 or more.</param>
    public WideDeepRegressor(int outputs = 1)
    {
        Outputs = outputs;
        wide = new Dense(outputs);
        deep = [Hidden(), Hidden(), new Dense(outputs)];
    }

    /// <summary>Trains each path with an optimizer of its own.</summary>
    public static Recipe Recipe { get; } = new("wide-deep", "a linear and a deep path, each with its own optimizer", Epochs: 40, BatchSize: 32,
        () => new WideDeepRegressor(), model => model.Compile(new MeanSquaredError(), new MultiOptimizer(
            [new("wide", new StochasticGradientDescent(0.001)), new("deep", new Nadam(0.002))]), new MeanAbsoluteErrorMetric()));

    /// <summary>The number of values to predict for each row.</summary>
    public int Outputs { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var z = input;
        foreach (var layer in deep) z = layer.call(z);
        return wide.call(input) + z;
    }

    private static Dense Hidden() => new(30, new Relu(), kernelInitializer: new HeNormal());
}
