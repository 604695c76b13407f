using OnnxForge.Export;
using OnnxForge.Inference;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class TensorComparisonTests
{
    private static readonly Tolerance Allowed = new(1e-5, 1e-5, 1e-7);

    [TestMethod]
    [DataRow(float.PositiveInfinity, 1f)]
    [DataRow(float.PositiveInfinity, float.NegativeInfinity)]
    [DataRow(float.PositiveInfinity, float.NaN)]
    [DataRow(float.NaN, 0f)]
    [DataRow(1f, float.NaN)]
    [DataRow(1f, float.PositiveInfinity)]
    [DataRow(1f, 1.001f)]
    public void Compare_ValuesThatDiffer_IsAMismatch(float expected, float received) => Assert.IsNotNull(Compare(expected, received).Mismatch);

    [TestMethod]
    [DataRow(float.PositiveInfinity, float.PositiveInfinity)]
    [DataRow(float.NaN, float.NaN)]
    [DataRow(1f, 1.000001f)]
    [DataRow(0f, -0f)]
    public void Compare_ValuesThatAgree_IsNone(float expected, float received) => Assert.IsNull(Compare(expected, received).Mismatch);

    [TestMethod]
    public void Compare_IntegersBeyondDoubles_AreComparedExactly()
    {
        var difference = TensorComparison.Compare("n", TensorData.Create<long>([(1L << 53) + 1], 1), TensorData.Create<long>([1L << 53], 1), Allowed);
        Assert.IsNotNull(difference.Mismatch);
    }

    [TestMethod]
    public void Compare_OtherShape_SaysBoth()
    {
        var difference = TensorComparison.Compare("y", TensorData.Create<float>([1, 2], 2), TensorData.Create<float>([1, 2], 1, 2), Allowed);
        Assert.AreEqual(new Mismatch("output 'y'", "float32 [2]", "float32 [1, 2]"), difference.Mismatch);
    }

    private static TensorDifference Compare(float expected, float received) =>
        TensorComparison.Compare("y", TensorData.Create<float>([expected, 3], 2), TensorData.Create<float>([received, 3], 2), Allowed);
}
