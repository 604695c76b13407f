using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>How far the function itself moves on one case when its roundings fall otherwise: no other computation can be asked to come closer to it.</summary>
/// <remarks>It is measured on the function alone, so that a wrong graph cannot excuse itself, and once for all levels and graphs that are compared with it.</remarks>
/// <param name="function">The function.</param>
/// <param name="preparation">Makes its arguments.</param>
/// <param name="ready">The case.</param>
/// <param name="unit">The unit roundoff.</param>
/// <param name="ordered">Whether the order of equal values is open: then round numbers are moved, too.</param>
internal sealed class Sensitivity(TracedFunction function, CasePreparation preparation, PreparedCase ready, double unit, bool ordered) : IDisposable
{
    private const int Trials = 48;

    private readonly Generator generator = new(1, CPU);
    private readonly double[]?[] expected = [.. ready.Expected.Select(TensorNumbers.Of)];
    private readonly double[][] distances = [.. ready.Expected.Select(e => new double[e.Count])];
    private int trials;

    /// <summary>The largest distance of each value of an output from the expected one in some trials; null when the output's size itself moves.</summary>
    /// <param name="output">Which output.</param>
    /// <param name="isEnough">Asked with the distances after how many trials whether more would change nothing.</param>
    public double[]? Of(int output, Func<double[], int, bool> isEnough)
    {
        using var pause = new RenewedPause(); // the numbers of the noise are temporaries, which libtorch reads
        while (expected[output] is not null && trials < Trials && !isEnough(distances[output], trials)) pause.Renew(Try());
        return expected[output] is null ? null : distances[output];
    }

    public void Dispose() => generator.Dispose();

    private long Try()
    {
        trials++;
        var noise = new RoundingNoise(unit, generator, together: trials % 2 == 0);
        using var trace = preparation.WithArguments(ready.Sizes, ready.Seed, ready.Data,
            arguments => function.Record([.. arguments.Select(a => a.is_floating_point() ? noise.Moved(a, 2, keepsFewDigits: !ordered, ordered ? a.to(float64).abs() + 1 : null) : a.clone())], noise, locate: false));
        for (int output = 0; output < distances.Length; output++)
        {
            var values = TensorNumbers.Of(TorchTensors.ToTensorData(trace.Outputs[output].Handle));
            if (values.Length != distances[output].Length) expected[output] = null;
            if (expected[output] is not { } wanted) continue;
            for (int i = 0; i < wanted.Length; i++)
                if (!values[i].Equals(wanted[i])) distances[output][i] = Math.Max(distances[output][i], Math.Abs(values[i] - wanted[i]) is var distance && double.IsNaN(distance) ? double.PositiveInfinity : distance);
        }
        return trace.Elements;
    }
}
