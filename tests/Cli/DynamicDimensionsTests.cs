using OnnxForge.Cli;
using OnnxForge.Export;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class DynamicDimensionsTests
{
    [TestMethod]
    [DataRow("x:2=height", 1L, 0L, 1L)]
    [DataRow("x:2=height,32..512", 32L, 512L, 1L)]
    [DataRow("x:2=height,32..", 32L, 0L, 1L)]
    [DataRow("x:2=height,*16", 1L, 0L, 16L)]
    [DataRow("x:2=height,32..512,*16", 32L, 512L, 16L)]
    public void Parse_OfANameWithBounds_GivesThem(string option, long min, long max, long multiple)
    {
        var spec = DynamicDimensions.Parse([option]).Apply([("x", [4, 3, 64])]).Single();
        Assert.AreEqual(new DynamicDimension("height", min, max == 0 ? null : max) { MultipleOf = multiple }, spec.DynamicDimensions.Single().Value);
        Assert.AreEqual(2, spec.DynamicDimensions.Single().Key);
    }

    [TestMethod]
    [DataRow("x:2=")]
    [DataRow("x:2=,*16")]
    [DataRow("x:2=height,512..32..1")]
    [DataRow("x:2=height,*")]
    [DataRow("x:two=height")]
    public void Parse_OfSomethingElse_IsRefused(string option)
    {
        var error = Assert.ThrowsExactly<InputException>(() => DynamicDimensions.Parse([option]));
        Assert.AreEqual($"--dynamic: expected input:dimension=name, such as x:0=batch or x:2=height,32..512,*16, or none; received \"{option}\". Write it in that form.", error.Message);
    }
}
