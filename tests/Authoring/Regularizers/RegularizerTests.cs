using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class RegularizerTests
{
    [TestMethod]
    public void Penalties_OfAWeight_AreTheirFormulasAndCarryGradients()
    {
        foreach (var (regularizer, penalty, gradient) in new (Regularizer, float, float[])[] { (new L1(0.1), 0.6f, [0.1f, -0.1f, 0.1f]), (new L2(0.1), 1.4f, [0.2f, -0.4f, 0.6f]) })
        {
            var weight = tensor(new[] { 1f, -2f, 3f }, requires_grad: true);
            var value = regularizer.Penalty(weight);
            value.backward();
            Assert.AreEqual(penalty, value.item<float>(), 1e-6f);
            CollectionAssert.AreEqual(gradient, weight.grad!.data<float>().ToArray(), Comparer<float>.Create((a, b) => Math.Abs(a - b) < 1e-6f ? 0 : a.CompareTo(b)));
        }
    }
}
