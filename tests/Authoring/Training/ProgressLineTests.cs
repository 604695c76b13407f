using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class ProgressLineTests
{
    private static readonly KeyValuePair<string, double>[] values = [new("loss", 0.12344), new("mean_absolute_error", 0.5678)];

    [TestMethod]
    [DataRow(0, "  0/120 [>...................] - loss: 0.1234 - mean_absolute_error: 0.5678")]
    [DataRow(31, " 31/120 [=====>..............] - loss: 0.1234 - mean_absolute_error: 0.5678")]
    [DataRow(119, "119/120 [===================>] - loss: 0.1234 - mean_absolute_error: 0.5678")]
    [DataRow(120, "120/120 [====================] - loss: 0.1234 - mean_absolute_error: 0.5678")]
    public void Format_AtAStep_ShowsBarAndValues(int step, string expected) => Assert.AreEqual(expected, ProgressLine.Format(step, 120, values));

    [TestMethod]
    public void Format_WithoutBar_IsTheSeedsLine() =>
        Assert.AreEqual("32/64 - loss: 0.1234 - mean_absolute_error: 0.5678", ProgressLine.Format(32, 64, values, barWidth: 0));

    [TestMethod]
    [DataRow(0.0, "0.0000")]
    [DataRow(0.00012344, "1.2344e-04")]
    [DataRow(-12345.678, "-12345.6780")]
    [DataRow(12345678.0, "1.2346e+07")]
    [DataRow(double.NaN, "NaN")]
    [DataRow(double.PositiveInfinity, "Infinity")]
    public void Format_OfAValue_KeepsItReadable(double value, string expected) =>
        Assert.AreEqual($"1/1 - loss: {expected}", ProgressLine.Format(1, 1, [new("loss", value)], barWidth: 0));

    [TestMethod]
    public void Format_OutsideItsRange_IsRefused()
    {
        Assert.AreEqual("step", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ProgressLine.Format(3, 2, [])).ParamName);
        Assert.AreEqual("step", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ProgressLine.Format(-1, 2, [])).ParamName);
        Assert.AreEqual("total", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ProgressLine.Format(0, 0, [])).ParamName);
        Assert.AreEqual("barWidth", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ProgressLine.Format(1, 2, [], -1)).ParamName);
    }
}
