namespace OnnxForge.Export;

/// <summary>The matrices of discrete Fourier transforms, row-major, as real and imaginary parts.</summary>
internal static class FourierMatrix
{
    /// <summary>exp(∓2πi jk / n) for the n rows j and the first columns k, times a factor.</summary>
    public static (double[] Cosines, double[] Sines) Full(long n, long columns, bool inverse, double scale)
    {
        var (cosines, sines) = (new double[n * columns], new double[n * columns]);
        for (long j = 0; j < n; j++)
            for (long k = 0; k < columns; k++)
            {
                var (sine, cosine) = At(j, k, n);
                cosines[j * columns + k] = cosine * scale;
                sines[j * columns + k] = (inverse ? sine : -sine) * scale;
            }
        return (cosines, sines);
    }

    /// <summary>
    /// The n values of a real signal from the n / 2 + 1 rows of the first half of its spectrum: each row but the first one, and the middle one of
    /// an even n, stands for its mirror image too.
    /// </summary>
    public static (double[] Cosines, double[] Sines) FromHalf(long n, double scale)
    {
        long rows = n / 2 + 1;
        var (cosines, sines) = (new double[rows * n], new double[rows * n]);
        for (long j = 0; j < rows; j++)
            for (long k = 0; k < n; k++)
            {
                double weight = j == 0 || 2 * j == n ? scale : 2 * scale;
                var (sine, cosine) = At(j, k, n);
                cosines[j * n + k] = cosine * weight;
                sines[j * n + k] = j == 0 || 2 * j == n ? 0 : sine * weight; // libtorch ignores what cannot belong to a real signal
            }
        return (cosines, sines);
    }

    // the angle is taken within one turn, where it has all of its digits
    private static (double Sine, double Cosine) At(long j, long k, long n) => Math.SinCos(2 * Math.PI * (j * k % n) / n);
}
