namespace OnnxForge.Export;

/// <summary>Arithmetic with the coefficients of polynomials, from the constant term up.</summary>
internal static class PolynomialCoefficients
{
    /// <summary>A Chebyshev series as a polynomial of the same argument, from -1 to 1.</summary>
    /// <param name="series">From the highest degree down; the last one counts half, as in Cephes.</param>
    public static double[] OfChebyshev(IReadOnlyList<double> series)
    {
        double[] before = [1], current = [0, 1], sum = [series[^1] / 2];
        foreach (double coefficient in series.Reverse().Skip(1))
        {
            sum = Add(sum, current, coefficient);
            (before, current) = (current, Add([0, .. current.Select(c => 2 * c)], before, -1)); // T(n + 1) = 2 x T(n) - T(n - 1)
        }
        return sum;
    }

    /// <summary>The polynomial of <c>scale * x + shift</c> as one of x.</summary>
    public static double[] Substitute(IReadOnlyList<double> polynomial, double scale, double shift)
    {
        double[] sum = [polynomial[^1]];
        foreach (double coefficient in polynomial.Reverse().Skip(1))
        {
            var shifted = sum.Select(c => c * shift).ToArray();
            shifted[0] += coefficient;
            sum = Add([0, .. sum.Select(c => c * scale)], shifted, 1);
        }
        return sum;
    }

    private static double[] Add(double[] left, double[] right, double factor) =>
        [.. Enumerable.Range(0, Math.Max(left.Length, right.Length)).Select(i => left.ElementAtOrDefault(i) + factor * right.ElementAtOrDefault(i))];
}
