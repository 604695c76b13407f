using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>The first value that differs, in the words of an error.</summary>
internal sealed record Mismatch(string Where, string Expected, string Received);

/// <summary>The comparison of one output.</summary>
internal sealed record TensorDifference(long Values, double MaxAbsolute, double MaxRelative, double Used, long Sensitive, Mismatch? Mismatch);

/// <summary>Compares two tensors value by value; NaN equals NaN, and an infinity only itself.</summary>
internal static class TensorComparison
{
    /// <param name="name">The output's name.</param>
    /// <param name="expected">What the function gives.</param>
    /// <param name="received">What ONNX Runtime gives.</param>
    /// <param name="tolerance">What is allowed.</param>
    /// <param name="widest">What each value may differ by where the function itself is that sensitive, asked for only when a value differs; null for a value that must not.</param>
    public static TensorDifference Compare(string name, TensorData expected, TensorData received, Tolerance tolerance, Func<double[], double[], double[]?>? widest = null)
    {
        if (expected.Type != received.Type || !expected.Dims.SequenceEqual(received.Dims))
            return new TensorDifference(0, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, 0, new Mismatch($"output '{name}'", $"{expected}", $"{received}"));
        var wanted = TensorNumbers.Of(expected);
        var got = TensorNumbers.Of(received);
        bool floating = expected.Type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;
        double scale = RootMeanSquare(wanted);
        double maxAbsolute = 0, maxRelative = 0, used = 0;
        long sensitive = 0;
        double[]? wider = null;
        Mismatch? mismatch = null;
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].Equals(got[i]) || wanted[i] == got[i]) continue; // equal, or both NaN, or the same infinity
            double difference = Math.Abs(wanted[i] - got[i]);
            if (double.IsNaN(difference)) difference = double.PositiveInfinity;
            double allowed = !floating || !double.IsFinite(wanted[i]) ? 0 : tolerance.Of(wanted[i], scale);
            if (!(difference <= allowed))
            {
                wider ??= widest?.Invoke(wanted, got) ?? [];
                if (wider.Length > 0 && difference <= wider[i])
                {
                    sensitive++;
                    continue;
                }
                mismatch ??= new Mismatch($"output '{name}'[{string.Join(", ", Index(i, expected.Dims))}]", $"{wanted[i]:R} as the function gives", $"{got[i]:R} from ONNX Runtime (difference {difference:G3}, allowed {allowed:G3})");
            }
            maxAbsolute = Math.Max(maxAbsolute, difference);
            maxRelative = Math.Max(maxRelative, difference / Math.Max(Math.Abs(wanted[i]), scale));
            if (allowed > 0) used = Math.Max(used, difference / allowed);
        }
        if (!floating && mismatch is null && sensitive == 0 && !expected.Bytes.SequenceEqual(received.Bytes)) // integers beyond 2^53 look equal as doubles
            mismatch = new Mismatch($"output '{name}'", "the integers that the function gives", "other ones, beyond 2^53");
        return new TensorDifference(wanted.Length, maxAbsolute, maxRelative, used, sensitive, mismatch);
    }

    /// <summary>The root mean square of the finite values; 0 when there is none.</summary>
    public static double RootMeanSquare(double[] values) => Math.Sqrt(values.Where(double.IsFinite).Select(v => v * v).DefaultIfEmpty(0).Average());

    private static long[] Index(long flat, IReadOnlyList<long> dims)
    {
        var index = new long[dims.Count];
        for (int d = dims.Count - 1; d >= 0; d--) (flat, index[d]) = Math.DivRem(flat, dims[d]);
        return index;
    }
}
