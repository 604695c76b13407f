using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class ConstraintTests
{
    [TestMethod]
    public void NonNegative_SetsNegativesToZero() =>
        CollectionAssert.AreEqual(new[] { 0f, 0f, 3f }, new NonNegative().Apply(tensor(new[] { -1f, 0f, 3f })).data<float>().ToArray());

    // The columns are [3, 4] of norm 5 and [0, 0.5]; the rows [3, 0] and [4, 0.5] of norm 4.031129.
    [TestMethod]
    public void NormConstraints_OfColumnsAndRows_AreTheirFormulas()
    {
        AreScaled(new MaxNorm(1), 0.6f, 0f, 0.8f, 0.5f);
        AreScaled(new MaxNorm(1, 1), 1f, 0f, 0.992278f, 0.124035f);
        AreScaled(new UnitNorm(), 0.6f, 0f, 0.8f, 1f);
        AreScaled(new UnitNorm(1), 1f, 0f, 0.992278f, 0.124035f);
        AreScaled(new MinMaxNorm(1, 2), 1.2f, 0f, 1.6f, 1f);
        // Half of the way from 5 to 2 is 3.5, and from 0.5 to 1 it is 0.75.
        AreScaled(new MinMaxNorm(1, 2, 0.5), 2.1f, 0f, 2.8f, 0.75f);
        AreScaled(new MinMaxNorm(0, 2, 1, 1), 2f, 0f, 1.984556f, 0.248069f);
    }

    [TestMethod]
    public void NormConstraints_OfZeros_StayZero()
    {
        foreach (var constraint in (Constraint[])[new MaxNorm(), new UnitNorm(), new MinMaxNorm(1, 2)])
            CollectionAssert.AreEqual(new[] { 0f, 0f }, constraint.Apply(zeros(2, 1)).data<float>().ToArray(), $"{constraint}");
    }

    [TestMethod]
    public void Constraints_Exported_Agree()
    {
        foreach (var constraint in (Constraint[])[new NonNegative(), new MaxNorm(), new UnitNorm(), new MinMaxNorm(0.5, 1, 0.5, 1), Constraint.Of(SampleFunctions.Shrink)])
            ExportContract.Agrees(constraint.Apply, randn(4, 3));
    }

    private static void AreScaled(Constraint constraint, params float[] expected)
    {
        var values = constraint.Apply(tensor(new[,] { { 3f, 0f }, { 4f, 0.5f } })).data<float>().ToArray();
        for (var i = 0; i < 4; i++) Assert.AreEqual(expected[i], values[i], 1e-5f, $"{constraint} at {i}");
    }
}
