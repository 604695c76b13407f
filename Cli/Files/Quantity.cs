using System.Globalization;

namespace OnnxForge.Cli;

/// <summary>Writes sizes, counts, differences and times for people.</summary>
internal static class Quantity
{
    /// <summary><c>512 B</c>, <c>13.4 kB</c>, <c>2.0 MB</c> (powers of 1000).</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };

    /// <summary>Four significant digits, with thousands separated from 1000 on: <c>0.2381</c>, <c>48,213</c>.</summary>
    public static string Value(double value)
    {
        var magnitude = Math.Abs(value);
        if (!double.IsFinite(value)) return value.ToString(CultureInfo.InvariantCulture);
        return magnitude switch
        {
            0 => "0",
            < 1e-3 => value.ToString("0.000e+0", CultureInfo.InvariantCulture),
            < 1000 => value.ToString("G4", CultureInfo.InvariantCulture),
            _ => value.ToString("#,0", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Two significant digits: <c>1.2e-7</c>; zero is <c>0</c>.</summary>
    public static string Difference(double value) => value == 0 ? "0" : value.ToString("0.0e+0", CultureInfo.InvariantCulture);

    /// <summary>Microseconds with one decimal: <c>81.4 us</c>.</summary>
    public static string Microseconds(double microseconds) => microseconds.ToString("#,0.0", CultureInfo.InvariantCulture) + "\u00a0\u00b5s";

    /// <summary>How a value stands to a reference, in words that go on with "that of": <c>16% below</c>, <c>33% above</c>, from twice the reference on <c>2.4 times</c>.</summary>
    public static string Against(double value, double reference)
    {
        var ratio = value / reference;
        if (!double.IsFinite(ratio) || ratio >= 2) return string.Create(CultureInfo.InvariantCulture, $"{ratio:0.0} times");
        var percent = (100 * Math.Abs(1 - ratio)).ToString("0", CultureInfo.InvariantCulture);
        return $"{percent}% {(ratio <= 1 ? "below" : "above")}";
    }
}
