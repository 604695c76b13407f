using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class ConstraintTests
{
    [TestMethod]
    public void NonNegative_SetsNegativesToZero() =>
        CollectionAssert.AreEqual(new[] { 0f, 0f, 3f }, new NonNegative().Apply(tensor(new[] { -1f, 0f, 3f })).data<float>().ToArray());

    [TestMethod]
    [DataRow(0, new[] { 0.6f, 0f, 0.8f, 0.5f })]
    [DataRow(1, new[] { 1f, 0f, 0.992278f, 0.124035f })]
    public void MaxNorm_ScalesLongVectorsDownOnly(int axis, float[] expected)
    {
        var values = new MaxNorm(1, axis).Apply(tensor(new[,] { { 3f, 0f }, { 4f, 0.5f } })).data<float>().ToArray();
        for (var i = 0; i < 4; i++) Assert.AreEqual(expected[i], values[i], 1e-5f);
    }

    [TestMethod]
    public void MaxNorm_OfZeros_StaysZero() =>
        CollectionAssert.AreEqual(new[] { 0f, 0f }, new MaxNorm().Apply(zeros(2, 1)).data<float>().ToArray());
}
