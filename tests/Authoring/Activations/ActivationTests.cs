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
        (new Relu(), x => Math.Max(0, x)),
        (new Softplus(), x => Math.Log(1 + Math.Exp(x))),
        (new Sigmoid(), x => 1 / (1 + Math.Exp(-x))),
        (new Tanh(), Math.Tanh),
        (new Linear(), x => x),
        (new FunctionActivation(x => x * 2), x => 2 * x),
    ];

    [TestMethod]
    public void Activations_OfValues_AreTheirFormulas()
    {
        double[] points = [-30, -2, -0.5, 0, 0.5, 2, 30];
        foreach (var (activation, formula) in rows)
        {
            var values = activation.Apply(tensor(points)).data<double>().ToArray();
            for (var i = 0; i < points.Length; i++) Assert.AreEqual(formula(points[i]), values[i], 1e-9, $"{activation} of {points[i]}");
        }
    }
}
