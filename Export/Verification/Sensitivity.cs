using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>How far the function itself moves when its roundings fall otherwise: no other computation can be asked to come closer to it.</summary>
/// <remarks>It is measured on the function alone, so that a wrong graph cannot excuse itself.</remarks>
/// <param name="function">The function.</param>
/// <param name="arguments">Its arguments; they are not changed.</param>
/// <param name="unit">The unit roundoff.</param>
/// <param name="ordered">Whether the order of equal values is open: then round numbers are moved, too.</param>
internal sealed class Sensitivity(TracedFunction function, IReadOnlyList<Tensor> arguments, double unit, bool ordered)
{
    private const int FirstTrials = 3, Trials = 16, TrialsOfOrder = 32;

    /// <summary>The largest distance of each value of an output from <paramref name="expected"/>; null when the output's size itself moves.</summary>
    /// <param name="output">Which output.</param>
    /// <param name="expected">Its values.</param>
    /// <param name="isEnough">Asked with the distances after a few trials whether more would change nothing.</param>
    public double[]? Of(int output, double[] expected, Func<double[], bool> isEnough)
    {
        using var generator = new Generator(1, CPU);
        var noise = new RoundingNoise(unit, generator);
        var distances = new double[expected.Length];
        for (int trial = 0; trial < (ordered ? TrialsOfOrder : Trials); trial++)
        {
            if (trial == FirstTrials && !ordered && isEnough(distances)) return distances;
            using var trace = function.Record([.. arguments.Select(a => a.is_floating_point() ? noise.Moved(a, 2, keepsFewDigits: !ordered, least: ordered ? 1 : 0) : a.clone())], noise.Move, locate: false);
            var values = TensorNumbers.Of(TorchTensors.ToTensorData(trace.Outputs[output].Handle));
            if (values.Length != expected.Length) return null;
            for (int i = 0; i < distances.Length; i++)
                if (!values[i].Equals(expected[i])) distances[i] = Math.Max(distances[i], Math.Abs(values[i] - expected[i]) is var distance && double.IsNaN(distance) ? double.PositiveInfinity : distance);
        }
        return distances;
    }
}
