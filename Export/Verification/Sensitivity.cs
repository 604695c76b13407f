using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>How far the function itself moves when its inputs move by a rounding: no other computation can be asked to come closer to it.</summary>
/// <remarks>It is measured on the function alone, so that a wrong graph cannot excuse itself. Zeros stay zeros unless equal values have an order.</remarks>
internal sealed class Sensitivity(TracedFunction function, IReadOnlyList<Tensor> arguments, double unit, bool ordered)
{
    private const int Trials = 8;

    private readonly Lazy<IReadOnlyList<IReadOnlyList<double[]>>> moved = new(() =>
    {
        using var generator = new Generator(1, CPU);
        var runs = new List<IReadOnlyList<double[]>>();
        for (int trial = 0; trial < Trials; trial++)
        {
            var outputs = function.Call([.. arguments.Select(a => Move(a, unit, ordered, generator))]);
            runs.Add([.. outputs.Select(o => TensorNumbers.Of(TorchTensors.ToTensorData(o)))]);
        }
        return runs;
    });

    /// <summary>The largest distance of each value of an output from <paramref name="expected"/>; null when the output's size itself moves.</summary>
    public double[]? Of(int output, double[] expected)
    {
        var distances = new double[expected.Length];
        foreach (var run in moved.Value)
        {
            if (run[output].Length != expected.Length) return null;
            for (int i = 0; i < distances.Length; i++)
                if (!run[output][i].Equals(expected[i])) distances[i] = Math.Max(distances[i], Math.Abs(run[output][i] - expected[i]) is var distance && double.IsNaN(distance) ? double.PositiveInfinity : distance);
        }
        return distances;
    }

    private static Tensor Move(Tensor argument, double unit, bool ordered, Generator generator)
    {
        if (!argument.is_floating_point()) return argument.clone();
        double step = 2 * Math.Max(unit, Unit(argument.dtype));
        var wide = argument.to(float64);
        var moved = wide + (rand(argument.shape, float64, generator: generator) * 2 - 1).to(argument.device) * step * (wide.abs() + (ordered ? 1 : 0));
        return where(wide.isfinite(), moved, wide).to(argument.dtype);
    }

    private static double Unit(ScalarType type) => ToleranceModel.UnitRoundoff(TorchTypes.ToDataType(type));
}
