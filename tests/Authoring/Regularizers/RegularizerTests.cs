using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class RegularizerTests
{
    private static readonly (Regularizer Regularizer, float[,] Weight, float Penalty, float[] Gradient)[] rows =
    [
        (new L1(0.1), new[,] { { 1f, -2f, 3f } }, 0.6f, [0.1f, -0.1f, 0.1f]),
        (new L2(0.1), new[,] { { 1f, -2f, 3f } }, 1.4f, [0.2f, -0.4f, 0.6f]),
        (new L1L2(0.1, 0.2), new[,] { { 1f, -2f, 3f } }, 0.6f + 2.8f, [0.5f, -0.9f, 1.3f]),
        // Of u and v the cosine c moves by v / (|u| |v|) - c u / |u|² with u, and the other way round; here it is 1 / sqrt(2).
        (new OrthogonalRegularizer(2), new[,] { { 1f, 0f }, { 1f, 1f } }, 1.4142135f, [0, 1.4142135f, 0.7071068f, -0.7071068f]),
        (new OrthogonalRegularizer(2, MatrixSide.Columns), new[,] { { 1f, 1f }, { 0f, 1f } }, 1.4142135f, [0, 0.7071068f, 1.4142135f, -0.7071068f]),
        // Three rows make three pairs, of which one has the cosine 1 and the others 0.
        (new OrthogonalRegularizer(3), new[,] { { 1f, 0f }, { 0f, 1f }, { 2f, 0f } }, 1f, []),
        (new OrthogonalRegularizer(), new[,] { { 0f, 0f }, { 1f, 1f } }, 0f, []),
        (new OrthogonalRegularizer(), new[,] { { 2f, 3f } }, 0f, [0, 0]),
    ];

    [TestMethod]
    public void Penalties_OfAWeight_AreTheirFormulasAndCarryGradients()
    {
        foreach (var (regularizer, values, penalty, gradient) in rows)
        {
            var weight = tensor(values, requires_grad: true);
            var value = regularizer.Penalty(weight);
            value.backward();
            Assert.AreEqual(penalty, value.item<float>(), 1e-6f, $"{regularizer}");
            var received = weight.grad!.data<float>().ToArray();
            Assert.IsTrue(received.All(float.IsFinite), $"{regularizer}");
            for (var i = 0; i < gradient.Length; i++) Assert.AreEqual(gradient[i], received[i], 1e-6f, $"{regularizer} at {i}");
        }
    }

    [TestMethod]
    public void Orthogonal_OfAVector_IsRefused() => ConfigContract.Error<ShapeException>(
        "OrthogonalRegularizer: expected a weight of two dimensions; received [3]. Use it for matrices.", () => new OrthogonalRegularizer().Penalty(ones(3)));

    [TestMethod]
    public void Regularizers_Exported_Agree()
    {
        foreach (var regularizer in (Regularizer[])[new L1(), new L2(), new L1L2(), new OrthogonalRegularizer(), new OrthogonalRegularizer(1, MatrixSide.Columns), Regularizer.Of(SampleFunctions.Mass)])
            ExportContract.Agrees(regularizer.Penalty, randn(4, 3));
    }
}
