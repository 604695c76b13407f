using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class QuantityTests
{
    [TestMethod]
    [DataRow(84, 100, "16% below")]
    [DataRow(133, 100, "33% above")]
    [DataRow(100, 100, "0% below")]
    [DataRow(245, 100, "2.5 times")]
    [DataRow(1, 0, "\u221e times")]
    public void Against_Reference_IsInWords(double value, double reference, string text) => Assert.AreEqual(text, Quantity.Against(value, reference).Replace("Infinity", "\u221e", StringComparison.Ordinal));

    [TestMethod]
    [DataRow(0, "0")]
    [DataRow(0.000123456, "1.235e-4")]
    [DataRow(0.23811, "0.2381")]
    [DataRow(48213.4, "48,213")]
    [DataRow(-1234567.0, "-1,234,567")]
    [DataRow(double.NaN, "NaN")]
    public void Value_Number_IsShort(double value, string text) => Assert.AreEqual(text, Quantity.Value(value));

    [TestMethod]
    [DataRow(999L, "999 B")]
    [DataRow(32_150L, "32.2 kB")]
    [DataRow(2_000_000L, "2.0 MB")]
    [DataRow(3_210_000_000L, "3.2 GB")]
    public void Bytes_Size_IsInPowersOfThousand(long bytes, string text) => Assert.AreEqual(text, Quantity.Bytes(bytes));
}
