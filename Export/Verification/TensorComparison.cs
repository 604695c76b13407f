using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>The first value that differs, in the words of an error.</summary>
internal sealed record Mismatch(string Where, string Expected, string Received);

/// <summary>The comparison of one output.</summary>
internal sealed record TensorDifference(long Values, double MaxAbsolute, double MaxRelative, Mismatch? Mismatch);

/// <summary>Compares two tensors value by value; NaN equals NaN, and an infinity only itself.</summary>
internal static class TensorComparison
{
    public static TensorDifference Compare(string name, TensorData expected, TensorData received, Tolerance tolerance)
    {
        if (expected.Type != received.Type || !expected.Dims.SequenceEqual(received.Dims))
            return new TensorDifference(0, double.PositiveInfinity, double.PositiveInfinity, new Mismatch($"output '{name}'", $"{expected}", $"{received}"));
        var wanted = TensorNumbers.Of(expected);
        var got = TensorNumbers.Of(received);
        bool floating = expected.Type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;
        double scale = Math.Sqrt(wanted.Where(double.IsFinite).Select(v => v * v).DefaultIfEmpty(0).Average());
        double maxAbsolute = 0, maxRelative = 0;
        Mismatch? mismatch = null;
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].Equals(got[i])) continue; // equal, or both NaN, or the same infinity
            double difference = Math.Abs(wanted[i] - got[i]);
            if (double.IsNaN(difference)) difference = double.PositiveInfinity;
            maxAbsolute = Math.Max(maxAbsolute, difference);
            if (Math.Abs(wanted[i]) > tolerance.Absolute) maxRelative = Math.Max(maxRelative, difference / Math.Abs(wanted[i]));
            double allowed = !floating || !double.IsFinite(wanted[i]) ? 0 : tolerance.Absolute + tolerance.Relative * Math.Max(Math.Abs(wanted[i]), scale);
            if (mismatch is null && !(difference <= allowed))
                mismatch = new Mismatch($"output '{name}'[{string.Join(", ", Index(i, expected.Dims))}]", $"{wanted[i]:R} as the function gives", $"{got[i]:R} from ONNX Runtime (difference {difference:G3}, allowed {allowed:G3})");
        }
        if (!floating && mismatch is null && !expected.Bytes.SequenceEqual(received.Bytes)) // integers beyond 2^53 look equal as doubles
            mismatch = new Mismatch($"output '{name}'", "the integers that the function gives", "other ones, beyond 2^53");
        return new TensorDifference(wanted.Length, maxAbsolute, maxRelative, mismatch);
    }

    private static long[] Index(long flat, IReadOnlyList<long> dims)
    {
        var index = new long[dims.Count];
        for (int d = dims.Count - 1; d >= 0; d--) (flat, index[d]) = Math.DivRem(flat, dims[d]);
        return index;
    }
}
