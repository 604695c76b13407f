using System.Globalization;

namespace OnnxForge.Export;

/// <summary>A function of a size: a power, or the natural logarithm.</summary>
internal sealed record SizeFunction(Dimension Size, double Power, bool IsLogarithm = false)
{
    public double Evaluate(IReadOnlyDictionary<string, long> sizes) => Compute(Size.Evaluate(sizes));

    public double Compute(long size) => IsLogarithm ? Math.Log(size) : Power switch
    {
        1 => size,
        0.5 => Math.Sqrt(size),
        _ => Math.Pow(size, Power),
    };

    public override string ToString() => IsLogarithm ? $"log({Size})" : Power == 1 ? $"({Size})" : string.Create(CultureInfo.InvariantCulture, $"({Size})^{Power}");
}

/// <summary>A real number that follows from sizes: a factor times functions of sizes, and an offset. Without functions it is the offset alone.</summary>
internal sealed record SizeReal(double Factor, IReadOnlyList<SizeFunction> Functions, double Offset = 0)
{
    public static SizeReal Of(double value) => new(1, [], value);

    public bool TryGetConstant(out double value)
    {
        value = Offset;
        return Functions.Count == 0;
    }

    public override string ToString() => Functions.Count == 0 ? Offset.ToString("R", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(Factor == 1 ? "" : $"{Factor}*")}{string.Join('*', Functions)}{(Offset == 0 ? "" : $" + {Offset}")}");
}
