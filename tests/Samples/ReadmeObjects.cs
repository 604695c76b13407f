#region usings
using OnnxForge.Authoring;
using TorchSharp;
using static TorchSharp.torch;
#endregion

namespace OnnxForge.Tests.Samples;

#region custom-layer
[CustomObject("readme/my-dense")]
public sealed class MyDense(int units, Activation? activation = null) : Layer
{
    private Parameter? kernel, bias;

    public int Units { get; } = units;
    public Activation? Activation { get; } = activation;

    protected override void Build(Shape input) =>
        (kernel, bias) = (AddWeight("kernel", [input[^1], Units], new HeNormal()), AddWeight("bias", [Units], new Zeros()));

    public override Tensor forward(Tensor x)
    {
        var z = x.matmul(kernel!) + bias!;
        return Activation is null ? z : Activation.Apply(z);
    }
}
#endregion

#region custom-loss
[CustomObject("readme/huber-loss")]
public sealed record MyHuberLoss(double Threshold = 1.0) : Loss
{
    public override Tensor Compute(Tensor target, Tensor prediction)
    {
        var error = (prediction - target).abs();
        return torch.where(error < Threshold, error.square() / 2, Threshold * error - Threshold * Threshold / 2);
    }
}
#endregion

#region custom-model
[CustomObject("readme/my-regressor")]
public sealed class MyRegressor(int units = 30) : Model
{
    private readonly MyDense hidden = new(units, new Elu());
    private readonly MyDense output = new(1);

    public int Units { get; } = units;

    public override Tensor forward(Tensor x) => output.call(hidden.call(x));
}
#endregion
