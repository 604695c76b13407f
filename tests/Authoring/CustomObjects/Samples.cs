using OnnxForge.Authoring;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[CustomObject("test/huber")]
internal sealed record HuberLoss(double Threshold = 1.0) : Loss
{
    public override Tensor Compute(Tensor target, Tensor prediction)
    {
        var error = (prediction - target).abs();
        return where(error < Threshold, error.square() / 2, Threshold * error - Threshold * Threshold / 2);
    }
}

[CustomObject("test/my-dense")]
internal sealed class MyDense(int units, Activation? activation = null) : Layer
{
    private Parameter kernel = null!, bias = null!;

    public int Units => units;

    public Activation? Activation => activation;

    public override Tensor forward(Tensor x) => activation?.Apply(x.matmul(kernel) + bias) ?? x.matmul(kernel) + bias;

    protected override void Build(Shape input) =>
        (kernel, bias) = (AddWeight("kernel", [input[^1], units], new GlorotNormal()), AddWeight("bias", [units], new Zeros()));
}

internal enum Joining { Sum, WeightedMean }

internal sealed record Stage(string Title, IReadOnlyList<int> Widths, float? Rate = null);

[CustomObject("test/everything")]
internal sealed record Everything(bool Flag, byte Small, long Big, ulong Biggest, float Single, double Double, string Text, string? Missing, Joining Reduction, int? Maybe,
    int[] Numbers, IReadOnlyList<Stage> Stages, Loss Inner, IReadOnlyList<Activation?> Activations, Shape Shape);

[CustomObject("test/residual-block")]
internal sealed class ResidualBlock : Layer
{
    private readonly IReadOnlyList<Dense> hidden;

    public ResidualBlock(int layers, int units)
    {
        (Layers, Units) = (layers, units);
        hidden = [.. Enumerable.Range(0, layers).Select(_ => new Dense(units, new Elu(), kernelInitializer: new HeNormal()))];
    }

    public int Layers { get; }

    public int Units { get; }

    public override Tensor forward(Tensor x)
    {
        var z = x;
        foreach (var layer in hidden) z = layer.call(z);
        return x + z;
    }
}

[CustomObject("test/residual-regressor")]
internal sealed class ResidualRegressor(int outputs, Regularizer? regularizer = null) : Layer
{
    private readonly Dense first = new(30, new Elu(), kernelInitializer: new HeNormal(), kernelRegularizer: regularizer);
    private readonly ResidualBlock repeated = new(2, 30);
    private readonly ResidualBlock last = new(2, 30);
    private readonly Dense output = new(outputs, kernelConstraint: new NonNegative());

    public int Outputs => outputs;

    public Regularizer? Regularizer => regularizer;

    public override Tensor forward(Tensor x)
    {
        var z = first.call(x);
        for (var i = 0; i < 4; i++) z = repeated.call(z);
        return output.call(last.call(z));
    }
}

[CustomObject("test/two-towers")]
internal sealed class TwoTowers(Layer left, Layer right) : Layer
{
    public Layer Left => left;

    public Layer Right => right;

    public override Tensor forward(Tensor x) => left.call(x) + right.call(x);
}

internal sealed record Scaling(double Mean, double Deviation);

[CustomObject("test/scaled")]
internal sealed class Scaled : nn.Module<Tensor[], Tensor>
{
    private readonly Layer core;
    private readonly Tensor offset = torch.tensor(new[] { 1f, 2f });

    public Scaled(Scaling scaling, Layer core) : base(nameof(Scaled))
    {
        Scaling = scaling;
        this.core = core;
    }

    public Scaling Scaling { get; }

    public Layer Core => core;

    public override Tensor forward(Tensor[] inputs) => core.call(cat(inputs, 1) + offset) * Scaling.Deviation + Scaling.Mean;
}
