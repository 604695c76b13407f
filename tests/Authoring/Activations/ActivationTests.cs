using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class ActivationTests
{
    private static readonly (Activation Activation, Func<double, double> Formula)[] rows =
    [
        (new Elu(), x => x > 0 ? x : Math.Exp(x) - 1),
        (new Elu(0.3), x => x > 0 ? x : 0.3 * (Math.Exp(x) - 1)),
        (new Selu(), x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1))),
        (new Celu(2), x => x > 0 ? x : 2 * (Math.Exp(x / 2) - 1)),
        (new Relu(), x => Math.Max(0, x)),
        (new Relu6(), x => Math.Clamp(x, 0, 6)),
        (new LeakyRelu(), x => x > 0 ? x : 0.2 * x),
        (new LeakyRelu(0.01), x => x > 0 ? x : 0.01 * x),
        (new Gelu(), x => x * Below(x)),
        (new Gelu(true), x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        (new Silu(), x => x / (1 + Math.Exp(-x))),
        (new Mish(), x => x * Math.Tanh(Math.Log(1 + Math.Exp(x)))),
        (new Softplus(), x => Math.Log(1 + Math.Exp(x))),
        (new SparsePlus(), x => x > 1 ? x : x > -1 ? (x + 1) * (x + 1) / 4 : 0),
        (new SparseSigmoid(), x => Math.Clamp((x + 1) / 2, 0, 1)),
        (new Squareplus(), x => (x + Math.Sqrt(x * x + 4)) / 2),
        (new Squareplus(0.5), x => (x + Math.Sqrt(x * x + 0.5)) / 2),
        (new Softsign(), x => x / (1 + Math.Abs(x))),
        (new Sigmoid(), x => 1 / (1 + Math.Exp(-x))),
        (new LogSigmoid(), x => Math.Min(x, 0) - Math.Log(1 + Math.Exp(-Math.Abs(x)))),
        (new HardSigmoid(), x => Math.Clamp((x + 3) / 6, 0, 1)),
        (new HardSilu(), x => x * Math.Clamp((x + 3) / 6, 0, 1)),
        (new Tanh(), Math.Tanh),
        (new HardTanh(), x => Math.Clamp(x, -1, 1)),
        (new HardTanh(-0.25, 2.5), x => Math.Clamp(x, -0.25, 2.5)),
        (new TanhShrink(), x => x - Math.Tanh(x)),
        (new SoftShrink(), x => Math.Abs(x) > 0.5 ? x - 0.5 * Math.Sign(x) : 0),
        (new HardShrink(), x => Math.Abs(x) > 0.5 ? x : 0),
        (new HardShrink(0.25), x => Math.Abs(x) > 0.25 ? x : 0),
        (new Threshold(0.5, -7), x => x > 0.5 ? x : -7),
        (new Exponential(), Math.Exp),
        (new Linear(), x => x),
        (Activation.Of(x => x * 2), x => 2 * x),
    ];

    private static readonly Activation[] alongAnAxis = [new Softmax(), new Softmax(1), new Softmin(), new Softmin(1), new LogSoftmax(), new LogSoftmax(1), new Sparsemax(), new Sparsemax(1), new Glu(), new Glu(1)];

    public static IEnumerable<object[]> Exported => rows.Select(row => row.Activation).Concat(alongAnAxis).Select((activation, i) => new object[] { i, $"{activation}" });

    [TestMethod]
    public void Activations_OfValues_AreTheirFormulas()
    {
        double[] points = [-30, -2, -0.5, 0, 0.5, 2, 30];
        foreach (var (activation, formula) in rows)
        {
            var values = activation.Apply(tensor(points)).data<double>().ToArray();
            for (var i = 0; i < points.Length; i++)
            {
                var expected = formula(points[i]);
                Assert.AreEqual(expected, values[i], 1e-9 * Math.Max(1, Math.Abs(expected)), $"{activation} of {points[i]}");
            }
        }
    }

    [TestMethod]
    public void Activations_FarFromZero_AreNumbersWithGradients()
    {
        foreach (var activation in rows.Select(row => row.Activation).Concat(alongAnAxis).Where(activation => activation is not Exponential))
        {
            var input = tensor(new[,,] { { { -1e4f, -100, 100, 1e4f }, { 1e4f, 0, 0, -1e4f } } }, requires_grad: true);
            var output = activation.Apply(input);
            output.sum().backward();
            Assert.IsTrue(output.isfinite().all().item<bool>(), $"{activation}: {output.ToString(true)}");
            Assert.IsTrue(input.grad!.isfinite().all().item<bool>(), $"{activation}, gradient: {input.grad!.ToString(true)}");
        }
    }

    // The sums are exp(0) + exp(-1) + exp(-2) = 1.5032147244080551 times exp(3).
    [TestMethod]
    public void Shares_AlongAnAxis_AreTheirFormulas()
    {
        var input = tensor(new[,] { { 1.0, 2.0, 3.0 }, { 1.0, 0.5, -1.0 } });
        Near([0.09003057317038046, 0.24472847105479764, 0.6652409557748218], new Softmax().Apply(input)[0]);
        Near([0.6652409557748218, 0.24472847105479764, 0.09003057317038046], new Softmin().Apply(input)[0]);
        Near([-2.4076059644443806, -1.4076059644443804, -0.4076059644443804], new LogSoftmax().Apply(input)[0]);
        // Of 1, 0.5, -1 the first two stay: their mean excess is (1 + 0.5 - 1) / 2 = 0.25.
        Near([0.75, 0.25, 0], new Sparsemax().Apply(input)[1]);
        Near([0, 0, 1], new Sparsemax().Apply(input)[0]);
        Near([0.75, 0.25, 0], new Sparsemax(0).Apply(input.t())[TensorIndex.Colon, 1]);
        Near([1 / (1 + Math.Exp(-3)), 2 / (1 + Math.Exp(-4))], new Glu().Apply(tensor(new[] { 1.0, 2, 3, 4 })));
    }

    [TestMethod]
    public void Sparsemax_Gradient_IsSharedByWhatIsAboveZero()
    {
        var input = tensor(new[] { 1, 0.5, -1 }, requires_grad: true);
        new Sparsemax().Apply(input)[0].backward();
        Near([0.5, -0.5, 0], input.grad!);
    }

    [TestMethod]
    public void Glu_OfAnOddSize_IsRefused() => ConfigContract.Error<ShapeException>(
        "Glu: expected an even size in dimension -1; received an input [2, 5]. Give the layer before it twice the units.", () => new Glu().Apply(ones(2, 5)));

    [TestMethod]
    [DynamicData(nameof(Exported))]
    public void Activation_Exported_Agrees(int row, string name)
    {
        var activation = rows.Select(item => item.Activation).Concat(alongAnAxis).ElementAt(row);
        Assert.AreEqual(name, $"{activation}");
        ExportContract.Agrees(activation.Apply, randn(3, 4, 6), anyBatch: true);
    }

    // The probability that a standard normal value lies below x.
    private static double Below(double x)
    {
        var above = Math.Abs(x) switch { 0 => 0.5, 0.5 => 0.6914624612740131, 2 => 0.9772498680518208, _ => 1 };
        return x < 0 ? 1 - above : above;
    }

    private static void Near(double[] expected, Tensor values)
    {
        var received = values.data<double>().ToArray();
        Assert.HasCount(expected.Length, received);
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], received[i], 1e-12, $"at {i}");
    }
}
