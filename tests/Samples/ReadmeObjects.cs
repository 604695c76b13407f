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
    public Activation Activation { get; } = activation ?? "linear";

    protected override void Build(Shape input) =>
        (kernel, bias) = (AddWeight("kernel", [input[^1], Units], "he_normal"), AddWeight("bias", [Units], "zeros"));

    public override Tensor forward(Tensor x) => Activation.Apply(x.matmul(kernel!) + bias!);
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

#region custom-functions
public static class MyFunctions
{
    [CustomObject("readme/my-softplus")]
    public static Tensor MySoftplus(Tensor z) => (z.exp() + 1).log();

    [CustomObject("readme/my-glorot")]
    public static Tensor MyGlorot(long[] shape) => torch.randn(shape) * Math.Sqrt(2.0 / (shape[0] + shape[1]));

    [CustomObject("readme/my-l1")]
    public static Tensor MyL1(Tensor weights) => (0.01 * weights).abs().sum();

    [CustomObject("readme/my-positive")]
    public static Tensor MyPositive(Tensor weights) => weights.relu();

    [CustomObject("readme/my-squared")]
    public static Tensor MySquared(Tensor target, Tensor prediction) => (prediction - target).square();
}
#endregion

#region custom-model
[CustomObject("readme/my-regressor")]
public sealed class MyRegressor(int units = 30) : Model
{
    private readonly MyDense hidden = new(units, "elu");
    private readonly MyDense output = new(1);

    public int Units { get; } = units;

    public override Tensor forward(Tensor x) => output.call(hidden.call(x));
}
#endregion
