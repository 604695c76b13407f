using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Tensors of every element type, the same ones every time.</summary>
internal static class SampleValues
{
    private const double Inf = double.PositiveInfinity;

    // .NET's own has a minus sign, which signbit and copysign see
    private static readonly double NaN = Math.Abs(double.NaN);

    /// <summary>The element types that the grid has.</summary>
    public static readonly IReadOnlyList<ScalarType> Types =
    [
        ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16,
        ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    public static bool IsFloating(ScalarType type) => type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;

    /// <summary>The name that NumPy gives the type.</summary>
    public static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.BFloat16 => "bfloat16",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>Values about zero: normal ones of a floating type, integers from -9 to 9 (0 to 18 without a sign), true and false.</summary>
    public static Tensor Around(ScalarType type, params long[] shape)
    {
        using var generator = Seeded(shape, 17);
        if (IsFloating(type)) return (randn(shape, float64, generator: generator) * 2).to(type);
        if (type == ScalarType.Bool) return randint(0, 2, shape, int64, generator: generator).to(type);
        long low = type == ScalarType.Byte ? 0 : -9;
        return randint(low, low + 19, shape, int64, generator: generator).to(type);
    }

    /// <summary>Values of at least 1: to divide by, to take logarithms of. Another draw than <see cref="Around"/>.</summary>
    public static Tensor Positive(ScalarType type, params long[] shape)
    {
        using var generator = Seeded(shape, 71);
        if (IsFloating(type)) return (rand(shape, float64, generator: generator) * 3 + 1).to(type);
        return randint(1, 6, shape, int64, generator: generator).to(type);
    }

    /// <summary>Values from 0 to 1, both excluded; of other types than floating ones, zeros and ones.</summary>
    public static Tensor Fractions(ScalarType type, params long[] shape)
    {
        using var generator = Seeded(shape, 37);
        return IsFloating(type) ? (rand(shape, float64, generator: generator) * 0.98 + 0.01).to(type) : randint(0, 2, shape, int64, generator: generator).to(type);
    }

    /// <summary>Integers from <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    public static Tensor Integers(long low, long high, params long[] shape)
    {
        using var generator = Seeded(shape, 53);
        return randint(low, high, shape, int64, generator: generator);
    }

    public static Tensor Flags(params long[] shape) => Integers(0, 2, shape).to(ScalarType.Bool);

    /// <summary>Zeros of both signs, halves (where roundings turn), powers, infinities and NaN; of integers, small ones; <c>[n]</c>.</summary>
    public static Tensor Special(ScalarType type) => type switch
    {
        ScalarType.Bool => tensor(new[] { false, true }),
        ScalarType.Byte => tensor(new long[] { 0, 1, 2, 3, 4, 7, 8, 100 }).to(type),
        _ when IsFloating(type) => tensor(new[] { 0, -0.0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 2, -2, 3, 10, -10, 0.001, -0.001, Inf, -Inf, NaN }).to(type),
        _ => tensor(new long[] { 0, 1, -1, 2, -2, 3, -3, 4, 7, -7, 8, 100, -100 }).to(type),
    };

    /// <summary>Of <see cref="Special"/> those whose sums do not depend on the order.</summary>
    public static Tensor Tame(ScalarType type) => IsFloating(type) ? tensor(new[] { 0, -0.0, 1, -1, 0.5, -0.5, 2, -2 }).to(type) : Special(type);

    /// <summary>The largest, the smallest and their neighbours, of floating types also subnormal ones; <c>[n]</c>.</summary>
    public static Tensor Extremes(ScalarType type) => type switch
    {
        ScalarType.Bool => tensor(new[] { true, false }),
        ScalarType.Float64 => Of(type, double.MaxValue, 2.2250738585072014e-308, 5e-324, 1e-310, 88.5, 710, 1e300),
        ScalarType.Float32 => Of(type, float.MaxValue, 1.17549435e-38, 1.4e-45, 1e-40, 88.5, 104, 1e30, 16777217),
        ScalarType.BFloat16 => Of(type, 3.3895313892515355e38, 1.17549435e-38, 1e-40, 88.5, 104, 1e30),
        ScalarType.Float16 => Of(type, 65504, 6.1035e-5, 6e-8, 1e-6, 11, 17.5, 300),
        ScalarType.Int64 => tensor(new[] { long.MaxValue, long.MinValue, long.MaxValue - 1, long.MinValue + 1, (1L << 53) + 1, 0, 1, -1 }),
        ScalarType.Int32 => tensor(new long[] { int.MaxValue, int.MinValue, int.MaxValue - 1, int.MinValue + 1, 0, 1, -1 }).to(type),
        ScalarType.Int16 => tensor(new long[] { short.MaxValue, short.MinValue, short.MaxValue - 1, short.MinValue + 1, 0, 1, -1 }).to(type),
        ScalarType.Int8 => tensor(new long[] { sbyte.MaxValue, sbyte.MinValue, sbyte.MaxValue - 1, sbyte.MinValue + 1, 0, 1, -1 }).to(type),
        _ => tensor(new long[] { 255, 254, 128, 127, 0, 1 }).to(type),
    };

    /// <summary>Half precision as float32; other tensors as they are.</summary>
    public static Tensor Widened(Tensor values) => values.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? values.to(ScalarType.Float32) : values;

    /// <summary>A tensor of the same values whose memory is not in row-major order.</summary>
    public static Tensor Strided(Tensor values) => values.dim() > 1 ? values.transpose(0, -1).contiguous().transpose(0, -1) : stack([values, values], -1).select(-1, 0);

    private static Tensor Of(ScalarType type, params double[] values) => tensor(values.SelectMany(v => new[] { v, -v }).ToArray()).to(type);

    private static Generator Seeded(long[] shape, long seed) => new((ulong)shape.Aggregate(seed, (s, size) => s * 31 + size), CPU);
}
