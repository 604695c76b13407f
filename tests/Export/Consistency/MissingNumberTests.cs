using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>What the exceptions of the grid that lose NaN mean to an export.</summary>
[TestClass]
public sealed class MissingNumberTests
{
    private static readonly float[] Missing = [float.NaN, 1, 2, 3, 4, float.NaN, 3, 2, 1, 4, 2, float.NaN, 4, 3, float.NaN];

    [TestMethod]
    [DataRow("[torch.amax(x, [1]), torch.amin(x, [0], True)]")]
    [DataRow("[torch.max(x), torch.min(x)]")]
    [DataRow("[torch.argmax(x, 1), torch.argmin(x, 0, True), torch.argmax(x), torch.argmin(x)]")]
    [DataRow("p, q = torch.max(x, 1); r, s = torch.min(x, 0); [p, q, r, s]")]
    [DataRow("p, q = torch.cummax(x, 1); r, s = torch.cummin(x, 0); [p, q, r, s]")]
    [DataRow("[torch.linalg_vector_norm(x, float('inf'), [1], False)]")]
    public void Build_ExtremesOfNaN_AreThoseOfLibtorch(string script)
    {
        var row = OperatorCase.Script(script, script, [tensor(Missing).reshape(3, 5)]).WithFixedSizes();
        OnnxExporter.Build(row.Function, row.Inputs, new ExportOptions { Inputs = row.Specs! });
    }

    // the verification keeps what is missing in the example, and makes no other
    [TestMethod]
    [DataRow("torch.sort(x, 1)[0]", "aten::sort")]
    [DataRow("torch.topk(x, 2, 1)[0]", "aten::topk")]
    public void Build_OperatorThatLosesNaNOfTheExample_IsFound(string script, string name)
    {
        var row = OperatorCase.Script(script, script, [tensor(Missing).reshape(3, 5)]).WithFixedSizes();
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(row.Function, row.Inputs, new ExportOptions { Inputs = row.Specs! }));
        StringAssert.Contains(error.Message, name);
    }
}
