using System.Text;

namespace OnnxForge.Authoring;

/// <summary>Writes how far a training is on one line.</summary>
public static class ProgressLine
{
    /// <summary>For step 3 of 12: <c> 3/12 [====>...............] - loss: 0.1234 - mean_absolute_error: 0.5678</c>.</summary>
    /// <param name="step">The steps done, from 0 to <paramref name="total"/>.</param>
    /// <param name="total">All steps, 1 or more; null where they are not known, which leaves the bar out.</param>
    /// <param name="values">Names and values, such as <see cref="StepInfo.Values"/>; four decimals, or an exponent where these would not show the value.</param>
    /// <param name="barWidth">The characters of the bar, default 20; 0 leaves it out.</param>
    /// <returns>The line without a line break; lines of the same total and names keep their length as long as the values do.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static string Format(long step, long? total, IEnumerable<KeyValuePair<string, double>> values, int barWidth = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total ?? 1, 1, nameof(total));
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, total ?? step, nameof(step));
        ArgumentOutOfRangeException.ThrowIfNegative(barWidth);
        ArgumentNullException.ThrowIfNull(values);
        var line = new StringBuilder();
        var all = $"{total}";
        line.Append($"{step}".PadLeft(all.Length));
        if (total is { } last)
        {
            line.Append('/').Append(all);
            if (barWidth > 0) AppendBar(line, step, last, barWidth);
        }
        return line.Append(Values(values)).ToString();
    }

    /// <summary><c> - loss: 0.1234 - mean_absolute_error: 0.5678</c>.</summary>
    internal static string Values(IEnumerable<KeyValuePair<string, double>> values) => string.Concat(values.Select(pair => $" - {pair.Key}: {Number(pair.Value)}"));

    private static void AppendBar(StringBuilder line, long step, long total, int width)
    {
        var done = (int)(step * width / total);
        line.Append(" [").Append('=', done);
        if (done < width) line.Append('>').Append('.', width - done - 1);
        line.Append(']');
    }

    private static string Number(double value)
    {
        var size = Math.Abs(value);
        return value.ToString(size is (> 0 and < 0.001) or (>= 1e6 and < double.PositiveInfinity) ? "0.0000e+00" : "0.0000");
    }
}
