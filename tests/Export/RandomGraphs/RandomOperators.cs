using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>An operator of random programs.</summary>
/// <param name="Arity">How many tensors it takes.</param>
/// <param name="Fits">Whether its first argument suits it; the others need only be of the same element type.</param>
/// <param name="Make">Chooses its numbers: its text and what it computes.</param>
internal sealed record RandomOperator(int Arity, Func<Tensor, bool> Fits, Func<Random, Tensor, (string Text, Func<IReadOnlyList<Tensor>, Tensor> Run)> Make);

/// <summary>The operators that random programs are made of; each keeps values in a range in which later ones have something to compute.</summary>
internal static partial class RandomOperators
{
    public static IReadOnlyList<RandomOperator> All { get; } = [.. Pointwise(), .. Pairs(), .. Reductions(), .. Shapes(), .. Indexing(), .. Products(), .. Images(), .. Types(), .. Writes()];

    private static bool Real(Tensor x) => x.dtype == ScalarType.Float32;

    private static bool Floating(Tensor x) => x.is_floating_point();

    private static bool Whole(Tensor x) => x.dtype == ScalarType.Int64;

    private static bool Numeric(Tensor x) => x.dtype != ScalarType.Bool;

    private static bool Image(Tensor x) => Real(x) && x.dim() == 4 && x.shape[2] >= 2 && x.shape[3] >= 2;

    private static RandomOperator One(Func<Tensor, bool> fits, string text, Func<Tensor, Tensor> run) => new(1, fits, (_, _) => (text, x => run(x[0])));

    private static RandomOperator Two(Func<Tensor, bool> fits, string text, Func<Tensor, Tensor, Tensor> run) => new(2, fits, (_, _) => (text, x => run(x[0], x[1])));

    private static RandomOperator Chosen(Func<Tensor, bool> fits, Func<Random, Tensor, (string Text, Func<Tensor, Tensor> Run)> make) =>
        new(1, fits, (random, x) => make(random, x) is var (text, run) ? (text, t => run(t[0])) : default);

    /// <summary>A dimension, counted from the front or from the end.</summary>
    private static int Axis(Random random, Tensor x) => random.Next(-(int)x.dim(), (int)x.dim());

    /// <summary>A dimension behind the batch, whose size is fixed.</summary>
    private static int Inner(Random random, Tensor x) => random.Next(1, (int)x.dim());

    private static Tensor Weight(Random random, params long[] shape)
    {
        using var generator = new Generator((ulong)random.Next(), CPU);
        return randn(shape, generator: generator).DetachFromDisposeScope();
    }

    private static IEnumerable<RandomOperator> Pointwise() =>
    [
        One(Floating, "{0}.tanh()", x => x.tanh()), One(Floating, "{0}.sigmoid()", x => x.sigmoid()), One(Floating, "{0}.relu()", x => x.relu()), One(Numeric, "{0}.abs()", x => x.abs()),
        One(Numeric, "-{0}", x => -x), One(Floating, "{0}.sin()", x => x.sin()), One(Floating, "{0}.cos()", x => x.cos()), One(Floating, "{0}.tanh().exp()", x => x.tanh().exp()),
        One(Floating, "({0}.abs() + 0.1).log()", x => (x.abs() + 0.1).log()), One(Floating, "({0}.abs() + 0.01).sqrt()", x => (x.abs() + 0.01).sqrt()), One(Floating, "({0}.abs() + 0.1).rsqrt()", x => (x.abs() + 0.1).rsqrt()),
        One(Real, "{0}.erf()", x => x.erf()), One(Floating, "{0}.square().tanh()", x => x.square().tanh()), One(Floating, "{0}.sign()", x => x.sign()), One(Floating, "{0}.atan()", x => x.@float().atan()),
        One(Real, "gelu({0})", nn.functional.gelu), One(Real, "silu({0})", x => nn.functional.silu(x)), One(Real, "selu({0})", x => nn.functional.selu(x)), One(Real, "softplus({0})", x => nn.functional.softplus(x)), One(Real, "hardswish({0})", x => nn.functional.hardswish(x)),
        One(Real, "mish({0})", x => nn.functional.mish(x)), One(Real, "elu({0}, 0.7)", x => nn.functional.elu(x, 0.7)), One(Real, "leaky_relu({0}, 0.2)", x => nn.functional.leaky_relu(x, 0.2)), One(Real, "logsigmoid({0})", nn.functional.logsigmoid),
        One(Real, "{0}.floor()", x => x.floor()), One(Real, "{0}.ceil()", x => x.ceil()), One(Real, "{0}.round()", x => x.round()), One(Real, "{0}.trunc()", x => x.trunc()), One(Real, "{0}.frac()", x => x.frac()),
        One(Real, "{0}.expm1().tanh()", x => x.expm1().tanh()), One(Real, "{0}.abs().log1p()", x => x.abs().log1p()), One(Real, "{0}.tanh().asin()", x => (x.tanh() * 0.9).asin()), One(Numeric, "{0}.clamp(-1, 2)", x => x.clamp(-1, 2)),
        Chosen(Numeric, (r, _) => { int n = r.Next(-3, 4); return ($"{{0}} + {n}", x => x + n); }), Chosen(Floating, (r, _) => { double n = Math.Round(r.NextDouble() * 3 - 1.5, 2); return ($"{{0}} * {n}", x => x * n); }),
        Chosen(Floating, (r, _) => { double n = Math.Round(r.NextDouble() + 0.5, 2); return ($"{{0}} / {n}", x => x / n); }), Chosen(Floating, (r, _) => { double n = Math.Round(r.NextDouble() * 2 - 1, 2); return ($"{n} - {{0}}", x => n - x); }),
        Chosen(Whole, (r, _) => { int n = r.Next(2, 5); return ($"{{0}}.remainder({n})", x => x.remainder(n)); }), Chosen(Whole, (r, _) => { int n = r.Next(2, 4); return ($"{{0}}.floor_divide({n})", x => x.floor_divide(n)); }),
        One(Floating, "{0}.pow(2).tanh()", x => x.pow(2).tanh()), One(x => x.dtype == ScalarType.Bool, "{0}.logical_not()", x => x.logical_not()),
        One(Floating, "2 / ({0}.abs() + 0.5)", x => 2 / (x.abs() + 0.5)), One(Floating, "{0}.nan_to_num()", x => x.nan_to_num()),
    ];

    private static IEnumerable<RandomOperator> Pairs() =>
    [
        Two(Numeric, "{0} + {1}", (x, y) => x + y), Two(Numeric, "{0} - {1}", (x, y) => x - y), Two(Floating, "{0} * {1}.tanh()", (x, y) => x * y.tanh()), Two(Floating, "{0} / ({1}.abs() + 0.5)", (x, y) => x / (y.abs() + 0.5)),
        Two(Numeric, "maximum({0}, {1})", maximum), Two(Numeric, "minimum({0}, {1})", minimum), Two(Floating, "atan2({0}, {1} + 3)", (x, y) => atan2(x, y.abs() + 3)), Two(Floating, "where({0} > {1}, {0}, {1} * 2)", (x, y) => where(x.gt(y), x, y * 2)),
        Two(Floating, "where({0} > 0, {0}, {1})", (x, y) => where(x.gt(0), x, y)), Two(Numeric, "{0} <= {1}", (x, y) => x.le(y)), Two(Numeric, "{0} > {1}", (x, y) => x.gt(y)), Two(Whole, "{0} == {1}", (x, y) => x.eq(y)), Two(Numeric, "{0}.lt(0.5).logical_or({1} > 1)", (x, y) => x.lt(0.5).logical_or(y.gt(1))),
        Two(x => x.dtype == ScalarType.Bool, "{0} & {1}", (x, y) => x & y), Two(x => x.dtype == ScalarType.Bool, "{0} ^ {1}", (x, y) => x ^ y), Two(Whole, "{0} * {1}", (x, y) => (x * y).clamp(-50, 50)),
        Two(Floating, "{0}.add({1}, alpha: 0.5)", (x, y) => x.add(y, alpha: 0.5)), Two(Floating, "lerp({0}, {1}, 0.3)", (x, y) => lerp(x, y, 0.3)), Two(Floating, "{0}.masked_fill({1} > 0.5, -1)", (x, y) => x.masked_fill(y.gt(0.5), -1)),
        Two(Real, "hypot({0}, {1})", (x, y) => (x.square() + y.square() + 0.01).sqrt()), Two(Real, "{0}.addcmul({1}.tanh(), {1}.tanh(), 0.5)", (x, y) => x.addcmul(y.tanh(), y.tanh(), 0.5)), Two(Real, "{0}.fmod({1}.abs() + 1)", (x, y) => x.fmod(y.abs() + 1)),
    ];

    private static IEnumerable<RandomOperator> Reductions() =>
    [
        Chosen(Numeric, (r, t) => { int a = Axis(r, t); bool k = r.Next(2) == 0; return ($"{{0}}.sum({a}, keepdim: {k})", x => x.sum(a, keepdim: k)); }), Chosen(Floating, (r, t) => { int a = Axis(r, t); bool k = r.Next(2) == 0; return ($"{{0}}.mean([{a}], keepdim: {k})", x => x.mean([a], keepdim: k)); }),
        Chosen(Numeric, (r, t) => { int a = Axis(r, t); return ($"{{0}}.amax([{a}], keepdim: true)", x => x.amax([a], keepdim: true)); }), Chosen(Numeric, (r, t) => { int a = Axis(r, t); return ($"{{0}}.amin([{a}])", x => x.amin([a])); }),
        Chosen(Real, (r, t) => { int a = Inner(r, t); return ($"{{0}}.var({a}, keepdim: true, unbiased: false)", x => x.var(a, unbiased: false, keepdim: true)); }), Chosen(Real, (r, t) => { int a = Inner(r, t); return ($"({{0}}.var({a}, unbiased: true) + 0.01).sqrt()", x => (x.var(a, unbiased: true, keepdim: true) + 0.01).sqrt()); }),
        Chosen(Floating, (r, t) => { int a = Inner(r, t); return ($"{{0}}.logsumexp({a}, keepdim: true)", x => x.logsumexp(a, keepdim: true)); }), Chosen(Floating, (r, t) => { int a = Axis(r, t); return ($"{{0}}.cumsum({a})", x => x.cumsum(a)); }),
        Chosen(Real, (r, t) => { int a = Axis(r, t); return ($"{{0}}.argmax({a}, keepdim: true)", x => x.argmax(a, keepdim: true)); }), Chosen(Real, (r, t) => { int a = Inner(r, t); return ($"({{0}}.norm({a}) + 0.1).tanh()", x => (x.norm(a, keepdim: true) + 0.1).tanh()); }),
        Chosen(Floating, (r, t) => { int a = Axis(r, t); return ($"softmax({{0}}, {a})", x => x.softmax(a)); }), Chosen(Floating, (r, t) => { int a = Inner(r, t); return ($"log_softmax({{0}}, {a})", x => nn.functional.log_softmax(x, a)); }),
        One(Real, "{0}.mean()", x => x.mean()), Chosen(x => x.dtype == ScalarType.Bool, (r, t) => { int a = Axis(r, t); return ($"{{0}}.any({a}, keepdim: true)", x => x.any(a, keepdim: true)); }), Chosen(x => x.dtype == ScalarType.Bool, (r, t) => { int a = Axis(r, t); return ($"{{0}}.all({a}, keepdim: true)", x => x.all(a, keepdim: true)); }),
        Chosen(x => Real(x) && x.shape[^1] > 1, (r, t) => { var w = Weight(r, t.shape[^1]); return ($"layer_norm({{0}}, [{t.shape[^1]}], weight)", x => nn.functional.layer_norm(x, [w.shape[0]], w)); }),
        Chosen(x => Real(x) && x.dim() >= 3 && x.shape[1] % 2 == 0 && x.shape.Skip(2).Aggregate(1L, (p, s) => p * s) > 1, (r, t) => ("group_norm({0}, 2)", x => nn.functional.group_norm(x, 2))),
    ];
}
