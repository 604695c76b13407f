using OnnxForge.Export;
using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Unrolled linear algebra: how large its graphs become, how close they come, and where it stops.</summary>
[TestClass]
public sealed class LinearAlgebraTests
{
    [TestMethod]
    [DataRow("torch.linalg_inv(x + a)", 3, 80)]
    [DataRow("torch.linalg_inv(x + a)", 8, 230)]
    [DataRow("torch.linalg_inv(x + a)", 32, 950)]
    [DataRow("torch.linalg_cholesky(torch.matmul(x, x.mT) + a)", 32, 260)]
    [DataRow("torch.linalg_qr(x)[1]", 32, 800)]
    [DataRow("torch.linalg_svdvals(x)", 8, 1700)]
    [DataRow("torch.linalg_svdvals(x)", 16, 3900)]
    public void Build_UnrolledForASize_StaysUnderItsNumberOfNodes(string script, int size, int most)
    {
        var row = Script(script, script, [Normal(4, size, size)], eye(size) * 2 * size);
        var report = OnnxExporter.Build(row.Function, row.Inputs).Report;
        Assert.IsLessThanOrEqualTo(most, report.Operators.Values.Sum());
    }

    [TestMethod]
    [DataRow("torch.linalg_inv(x)", 33, "aten::linalg_inv", "a matrix of 33 x 33, whose algorithm is unrolled for matrices of which one side is at most 32")]
    [DataRow("torch.linalg_svdvals(x)", 17, "aten::linalg_svdvals", "a matrix of 17 x 17, whose algorithm is unrolled for matrices of which one side is at most 16")]
    public void Build_MatrixAboveTheLimit_IsRefusedWithItsReason(string script, int size, string name, string reason)
    {
        var row = Script(script, script, [Normal(4, size, size)]);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(row.Function, row.Inputs));
        Assert.AreEqual(name, error.Operators.Single().Operator);
        Assert.AreEqual(reason, error.Operators.Single().Reason);
    }
}
