using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>What the exceptions of the grid that lose NaN mean to an export.</summary>
[TestClass]
public sealed class MissingNumberTests
{
    // the verification keeps what is missing in the example, and makes no other
    [TestMethod]
    [DataRow("torch.amax(x, [1])", "aten::amax")]
    [DataRow("torch.argmax(x, 1)", "aten::argmax")]
    [DataRow("torch.sort(x, 1)[0]", "aten::sort")]
    public void Build_OperatorThatLosesNaNOfTheExample_IsFound(string script, string name)
    {
        const float missing = float.NaN;
        var row = OperatorCase.Script(script, script, [tensor(new[] { missing, 1, 2, 3, 4, missing, 3, 2, 1, 4, 2, missing, 4, 3, 1 }).reshape(3, 5)]).WithFixedSizes();
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(row.Function, row.Inputs, new ExportOptions { Inputs = row.Specs! }));
        StringAssert.Contains(error.Message, name);
    }
}
