using System.Numerics;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>How far sums drift whose terms are added one after the other, each partial sum rounded, as in many kernels of ONNX Runtime.</summary>
/// <remarks>Roundings of different terms fall to both sides, and the root of their number is left of them. Those of equal terms fall to the same side as long as the partial sum's exponent stays, so that
/// up to half the number of terms add up: the bound n u |s|, which holds for any data, is nearly reached (Higham, The Accuracy of Floating Point Summation, 1993). What these very terms give is computed here.</remarks>
internal static class SequentialSum
{
    /// <summary>The distance from the exact sum, in float64, as a multiple of the unit roundoff; the caller owns it.</summary>
    /// <param name="terms">The terms; half precision is added in float32.</param>
    /// <param name="dimensions">The dimensions to sum; null for all of them.</param>
    /// <param name="keep">Whether summed dimensions stay, of size 1.</param>
    public static Tensor Drift(Tensor terms, long[]? dimensions, bool keep)
    {
        var (kept, summed) = Split(terms, dimensions);
        var rows = terms.permute([.. kept, .. summed]).reshape(Product(terms, kept), Product(terms, summed));
        return Errors(rows, running: false).reshape([.. Enumerable.Range(0, (int)terms.dim()).Where(d => keep || kept.Contains(d)).Select(d => kept.Contains(d) ? terms.shape[d] : 1)]);
    }

    /// <summary>The same for each partial sum along a dimension.</summary>
    public static Tensor RunningDrift(Tensor terms, long dimension)
    {
        if (terms.dim() == 0) return zeros_like(terms, float64);
        var rows = terms.transpose(dimension, -1);
        return Errors(rows.reshape(-1, rows.shape[^1]), running: true).reshape(rows.shape).transpose(dimension, -1);
    }

    private static (long[] Kept, long[] Summed) Split(Tensor terms, long[]? dimensions)
    {
        long rank = terms.dim();
        var summed = dimensions?.Select(d => d < 0 ? d + rank : d).ToHashSet();
        return ([.. Enumerable.Range(0, (int)rank).Select(d => (long)d).Where(d => summed?.Contains(d) == false)], [.. Enumerable.Range(0, (int)rank).Select(d => (long)d).Where(d => summed?.Contains(d) != false)]);
    }

    private static long Product(Tensor terms, long[] dimensions) => dimensions.Aggregate(1L, (product, d) => product * terms.shape[d]);

    private static Tensor Errors(Tensor rows, bool running)
    {
        if (rows.numel() == 0) return zeros(running ? rows.shape : [rows.shape[0]], float64);
        bool wide = rows.dtype == ScalarType.Float64;
        using var plain = rows.to(wide ? float64 : float32).contiguous();
        var errors = new double[running ? rows.numel() : rows.shape[0]];
        if (wide) Add(plain.data<double>().ToArray(), errors, (int)rows.shape[1], running);
        else Add(plain.data<float>().ToArray(), errors, (int)rows.shape[1], running);
        double unit = ToleranceModel.UnitRoundoff(wide ? DataType.Double : DataType.Float);
        return tensor(errors.Select(e => double.IsFinite(e) ? Math.Abs(e) / unit : 0).ToArray()).reshape(running ? [.. rows.shape] : [rows.shape[0]]);
    }

    // what an addition rounds off is a number of the same type (Knuth's TwoSum)
    private static void Add<T>(T[] terms, double[] errors, int length, bool running) where T : IFloatingPointIeee754<T>
    {
        for (int row = 0; length > 0 && row < terms.Length / length; row++)
        {
            var sum = T.Zero;
            double error = 0;
            for (int i = row * length; i < (row + 1) * length; i++)
            {
                var next = sum + terms[i];
                var added = next - sum;
                error += double.CreateChecked(sum - (next - added) + (terms[i] - added));
                sum = next;
                if (running) errors[i] = error;
            }
            if (!running) errors[row] = error;
        }
    }
}
